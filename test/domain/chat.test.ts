// What is typed in chat is read or refused in words, and what chat shows can neither act nor be too long for Slack.
import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { parse } from 'yaml'
import { notificationOf } from '../../domain/chat/amazon-q.ts'
import { cut, safe } from '../../domain/chat/blocks.ts'
import { readBody } from '../../domain/chat/body.ts'
import { deeds, parseCommand, weightOf } from '../../domain/chat/command.ts'
import { fieldsOf } from '../../domain/chat/fields.ts'
import { METHODS, scopes } from '../../domain/chat/methods.ts'
import { pass, type Rate } from '../../domain/chat/rate.ts'
import * as replies from '../../domain/chat/replies.ts'
import { messageOf, stateOf } from '../../domain/chat/run-messages.ts'
import { scenarioNamed, scenarioOf } from '../../domain/chat/scenarios.ts'
import { chatSettings, chatSettingsText } from '../../domain/chat/settings.ts'
import { isGenuine, MOST_BYTES, signatureOf, signedPart, WINDOW_SECONDS } from '../../domain/chat/signature.ts'
import { groupsFor, personOf, unheard } from '../../domain/chat/speaker.ts'
import { newThread, postsDue, type Thread, type Told, withTold } from '../../domain/chat/thread.ts'
import { platformSchema } from '../../domain/platform.ts'
import { nameOf } from '../../domain/who.ts'
import { blockFault } from '../../sandbox/slack/block-rules.ts'
import { exampleChat, people } from '../../sandbox/slack/example.ts'
import { chatSettingsOf } from '../../workflows/chat/settings.ts'
import { scenarios } from '../../workflows/index.ts'

const platform = platformSchema.parse(parse(readFileSync('platforms/example.yaml', 'utf8')))
const settings = chatSettingsOf({ platform, chat: exampleChat, scenarios })

describe('a command', () => {
  test('without words is a cry for help', () => {
    expect(parseCommand('')).toEqual({ does: 'help' })
  })

  test('asks for a recovery with fields, and gives its reason after the word because', () => {
    const text =
      'recover database-corruption damagedAt=2030-03-04T06:58:30Z from=snapshot commitWindowMinutes=10 because posts are broken'
    expect(parseCommand(text)).toEqual({
      does: 'recover',
      scenario: 'database-corruption',
      input: { damagedAt: '2030-03-04T06:58:30Z', from: 'snapshot', commitWindowMinutes: 10 },
      reason: 'posts are broken',
    })
  })

  test('is understood with the quotation marks, links and entities that Slack and phones make of it', () => {
    expect(
      parseCommand('drill file-deletion note=“two words” a=1&lt;2 because see <https://example.com/x|this>'),
    ).toEqual({
      does: 'drill',
      scenario: 'file-deletion',
      input: { note: 'two words', a: '1<2' },
      reason: 'see https://example.com/x',
    })
    expect(parseCommand('recover x-y damage={"sql":"SELECT 1 FROM a"} because it is broken')).toMatchObject({
      input: { damage: { sql: 'SELECT 1 FROM a' } },
    })
  })

  test.each([
    ['recover database-corruption damagedAt=now', /say why/],
    ['recover database-corruption because x', /at least 10/],
    ['recover', /name a scenario/],
    ['recover database-corruption damaged because it is broken', /no field/],
    ['recover database-corruption a=1 a=2 because it is broken', /twice/],
    ['drill file-deletion a="open', /not closed/],
    ['abort', /name the run/],
    ['abort some-run', /say why/],
    ['abort some run because it does harm', /name the run/],
    ['status a b', /takes one run/],
    ['list all', /takes nothing/],
    ['destroy everything', /there is no `destroy`/],
  ])('%s is refused, saying what is allowed', (text, why) => {
    expect(parseCommand(text)).toMatchObject({ does: 'misunderstood', why: expect.stringMatching(why) })
  })

  test('with more of a reason than can be recorded is refused', () => {
    const { why } = parseCommand(`drill file-deletion because ${'x'.repeat(501)}`) as { why?: string }
    expect(why).toMatch(/500 are allowed/)
  })

  test('of whatever text is read or refused, and never pollutes what is read', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300, unit: 'binary' }), text => {
        for (const each of [text, `recover database-corruption __proto__=1 ${text} because it is broken`]) {
          const command = parseCommand(each)
          expect(['look', 'ask', 'stop']).toContain(weightOf(command))
          if ('input' in command) expect(Object.getPrototypeOf(command.input)).toBe(Object.prototype)
        }
      }),
    )
  })
})

describe('a signature', () => {
  const now = Date.parse('2030-03-04T07:00:00Z')
  const secret = 'a-signing-secret-of-some-length'
  const request = (body: string, seconds = now / 1000) => {
    const timestamp = String(Math.floor(seconds))
    const hash = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${hash}`,
    }
    return { method: 'POST', headers, body: Buffer.from(body) }
  }

  test('is that of the raw body and its time, within five minutes either way', () => {
    const incoming = request('command=%2Fdr&text=caf%C3%A9+x')
    const signed = signedPart(incoming, now)
    expect(signed).toMatchObject({ timestamp: String(now / 1000) })
    if (typeof signed === 'string') throw new Error(signed)
    expect(isGenuine(signed, incoming.body, secret)).toBe(true)
    expect(signatureOf({ timestamp: signed.timestamp, body: incoming.body, secret })).toBe(signed.signature)
    for (const skew of [-WINDOW_SECONDS, WINDOW_SECONDS])
      expect(signedPart(request('', now / 1000 + skew), now)).not.toBe('too-old')
    for (const skew of [-WINDOW_SECONDS - 1, WINDOW_SECONDS + 1])
      expect(signedPart(request('', now / 1000 + skew), now)).toBe('too-old')
  })

  test('does not stand for any other body, time or secret', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string({ minLength: 1 }), (body, other, key) => {
        const incoming = request(body)
        const signed = signedPart(incoming, now)
        if (typeof signed === 'string') throw new Error(signed)
        expect(isGenuine(signed, Buffer.from(other), secret)).toBe(body === other)
        expect(isGenuine(signed, incoming.body, key)).toBe(key === secret)
        expect(isGenuine({ ...signed, timestamp: '1' }, incoming.body, secret)).toBe(false)
      }),
    )
  })

  test('is not even looked at when the request is too large, no form, or says nothing of one', () => {
    const good = request('')
    expect(signedPart({ ...good, body: new Uint8Array(MOST_BYTES + 1) }, now)).toBe('too-large')
    expect(signedPart({ ...good, method: 'GET' }, now)).toBe('wrong-method')
    expect(signedPart({ ...good, headers: { ...good.headers, 'content-type': 'application/json' } }, now)).toBe(
      'wrong-content-type',
    )
    for (const name of ['x-slack-signature', 'x-slack-request-timestamp'])
      for (const value of ['', 'v1=00', `v0=${'g'.repeat(64)}`, '-1', '1e9', 'NaN'])
        expect(signedPart({ ...good, headers: { ...good.headers, [name]: value } }, now)).toBe('no-signature')
  })
})

describe('a body', () => {
  test('that is not said just so is unreadable, and never an answer to anybody but Slack', () => {
    const command = {
      command: '/dr',
      text: 'list',
      ...{ team_id: 'T0EXAMPLE', channel_id: 'C0DISASTER', user_id: people.guest },
      ...{ trigger_id: '1.2.3', response_url: 'https://hooks.slack.com/commands/T0/1/x' },
    }
    const read = (fields: object) => readBody(Buffer.from(new URLSearchParams(Object.entries(fields)).toString()))
    expect(read(command)).toMatchObject({ kind: 'command', text: 'list', speaker: { user: people.guest } })
    for (const other of [
      'http://hooks.slack.com/x',
      'https://hooks.slack.com.evil.example/x',
      'https://hooks.slack.com/x?y',
      'file:///etc/passwd',
    ])
      expect(read({ ...command, response_url: other })).toEqual({
        kind: 'unreadable',
        why: expect.stringContaining('responseUrl'),
      })
    expect(read({ ...command, command: '/other' }).kind).toBe('unreadable')
    expect(read({ ...command, user_id: '../../x' }).kind).toBe('unreadable')
    expect(readBody(Buffer.from('command=%2Fdr&command=%2Fdr')).kind).toBe('unreadable')
    expect(read({ ssl_check: '1' }).kind).toBe('checks-certificate')
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), body => expect(readBody(body).kind).toBe('unreadable')))
    fc.assert(fc.property(fc.json(), payload => expect(read({ payload }).kind).toBe('unreadable')))
  })
})

describe('who may do what', () => {
  test('is a matter of workspace, channel and groups; to look takes none', () => {
    const speaker = { team: exampleChat.team, channel: 'C0DISASTER', user: people.lead }
    expect(unheard(exampleChat, speaker)).toBeUndefined()
    expect(unheard(exampleChat, { ...speaker, team: 'T0OTHER00' })).toBe('another-workspace')
    expect(unheard(exampleChat, { ...speaker, channel: 'C0RANDOM1' })).toBe('another-channel')
    expect(groupsFor(exampleChat, 'look')).toEqual([])
    expect(groupsFor(exampleChat, 'stop')).toEqual(['S0ONCALL1', 'S0DECIDE1'])
  })

  test('a Slack user is nobody that IAM knows, unless the platform says so: then they are one person', () => {
    const lead = { team: exampleChat.team, user: people.lead }
    expect(nameOf(personOf(exampleChat, lead))).toBe('slack:T0EXAMPLE/U0LEAD001')
    expect(nameOf(personOf({ ...exampleChat, people: { [people.lead]: 'admin/lea' } }, lead))).toBe('admin/lea')
    expect(nameOf(personOf(exampleChat, { ...lead, user: 'constructor' }))).toBe('slack:T0EXAMPLE/constructor')
  })
})

describe('how often one may speak', () => {
  test('never more than so often in any minute, and always again after one', () => {
    const steps = fc.array(fc.nat({ max: 20_000 }), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 8 }), (waits, perMinute) => {
        let now = 1_000_000
        let rate: Rate | undefined
        const let_in: number[] = []
        for (const wait of waits) {
          now += wait
          const passed = pass(rate, { now, perMinute })
          if (passed.allowed) {
            rate = passed.rate
            let_in.push(now)
          } else {
            expect(pass(rate, { now: now + passed.waitSeconds * 1000, perMinute }).allowed).toBe(true)
          }
          expect(let_in.filter(time => time > now - 60_000).length).toBeLessThanOrEqual(perMinute)
        }
      }),
    )
  })
})

const about = {
  run: 'database-corruption-1',
  scenario: 'database-corruption',
  mode: 'recover',
  region: 'us-east-1',
} as const
const hostile = fc.oneof(
  fc.constantFrom('<!channel> <@U0LEAD001> <https://evil.example|click>', '*bold* `code` &lt;', 'x'.repeat(9000)),
  fc.string({ maxLength: 60, unit: 'binary' }),
)
const instants = fc.constantFrom('2030-03-04T07:00:00Z', '2030-03-04T07:10:00Z', '2030-03-04T07:20:00Z')
const question = (id: string) =>
  fc
    .record({
      title: hostile,
      facts: fc.dictionary(fc.string({ maxLength: 20 }), fc.oneof(hostile, fc.array(hostile), fc.constant(null))),
      expiresAt: instants,
      requestedBy: fc.option(hostile),
    })
    .map(each => ({ kind: 'question', approvalId: id, question: each }) as const)
/** Of each thing only one version is told, as often and in whatever order it comes. */
const story: fc.Arbitrary<readonly Told[]> = fc.tuple(
  fc.record({ kind: fc.constant('started' as const), at: instants, requestedBy: fc.option(hostile) }),
  question('question-1'),
  question('question-2'),
  hostile.map(answer => ({ kind: 'answered', approvalId: 'question-1', answer }) as const),
  hostile.map(answer => ({ kind: 'answered', approvalId: 'question-1', answer }) as const),
  instants.map(until => ({ kind: 'window', id: 'window-id', until }) as const),
  hostile.map(answer => ({ kind: 'turned', answer }) as const),
  fc
    .record({ title: hostile, error: hostile, cause: hostile, at: instants })
    .map(failure => ({ kind: 'failed', step: 'restore', failure }) as const),
  fc
    .record({
      ending: fc.constantFrom('Recovered' as const, 'RollbackIncomplete' as const),
      cause: hostile,
      report: hostile,
      at: instants,
      leftovers: fc.array(fc.record({ step: hostile, undo: hostile, error: hostile, cause: hostile }), {
        maxLength: 3,
      }),
    })
    .map(end => ({ kind: 'ended', end }) as const),
)
const thread = (told: readonly Told[]): Thread => told.reduce(withTold, newThread(about))

/** Texts in which Slack reads markup; plain ones are shown as they are. */
const markup = (message: object): string =>
  JSON.stringify(message, (_, value: unknown) =>
    (value as { type?: string } | null)?.type === 'plain_text' ? '' : value,
  )

describe('the thread of a run', () => {
  test('comes to the same in whatever order, and however often, its events arrive', () => {
    const shuffled = story.chain(told =>
      fc.tuple(fc.constant(told), fc.shuffledSubarray([...told, ...told], { minLength: told.length * 2 })),
    )
    fc.assert(
      fc.property(shuffled, ([told, events]) => {
        expect(thread(events)).toEqual(thread(told))
      }),
    )
  })

  test('shows nothing that Slack refuses, that mentions anybody, or that can be clicked once it is settled', () => {
    const part = story.chain(told => fc.subarray([...told]))
    fc.assert(
      fc.property(part, told => {
        const known = thread(told)
        for (const name of postsDue(known)) {
          const message = messageOf(known, name)
          expect(blockFault(message.blocks)).toBeUndefined()
          expect(markup(message)).not.toMatch(/<!|<http|<#/)
          if (known.end !== null) expect(message.blocks.some(({ type }) => type === 'actions')).toBe(false)
        }
        for (const one of told) {
          const { content } = notificationOf(about, one) ?? {}
          expect(content?.title.length ?? 0).toBeLessThanOrEqual(250)
          expect(content?.description.length ?? 0).toBeLessThanOrEqual(8000)
        }
      }),
    )
  })

  test('says in one line what it waits for', () => {
    const asks = {
      kind: 'question',
      approvalId: 'question-1',
      question: { title: 'Accept the data loss', facts: {}, expiresAt: '2030-03-04T07:15:00Z', requestedBy: null },
    } as const
    expect(stateOf(thread([]))).toBe('Under way')
    expect(stateOf(thread([asks]))).toBe('Waits for a decision: Accept the data loss (until 2030-03-04 07:15 UTC)')
    expect(stateOf(thread([asks, { kind: 'answered', approvalId: 'question-1', answer: 'approved' }]))).toBe(
      'Under way',
    )
    expect(stateOf(thread([{ kind: 'window', id: 'w', until: '2030-03-04T07:15:00Z' }]))).toMatch(
      /commit window is open/,
    )
  })
})

describe('what chat answers', () => {
  test('is within what Slack takes, for every scenario', () => {
    const all = [
      replies.help(),
      replies.list(settings.scenarios),
      ...settings.scenarios.map(each => replies.explain(each, fieldsOf(each.name))),
      replies.faults(Array.from({ length: 60 }, () => 'x'.repeat(200))),
    ]
    for (const { text, blocks } of all) {
      expect(blockFault(blocks)).toBeUndefined()
      expect(text).not.toBe('')
    }
  })

  test('explains what may be said of a recovery from the schema that checks it', () => {
    const fields = fieldsOf('database-corruption')
    expect(fields.find(({ name }) => name === 'damagedAt')).toMatchObject({
      needed: true,
      says: expect.stringContaining('UTC'),
    })
    expect(fields.find(({ name }) => name === 'from')).toMatchObject({
      needed: false,
      says: expect.stringContaining('snapshot'),
    })
    expect(fields.map(({ name }) => name)).not.toContain('requestedBy')
  })

  test('cuts without breaking an entity in two', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 2, max: 40 }), (text, most) => {
        const short = cut(safe(text), most)
        expect(short.length).toBeLessThanOrEqual(most)
        expect(short).not.toMatch(/&(?!(amp|lt|gt);)|[<>]/)
      }),
    )
  })

  test('knows scenarios by name, and runs by the scenario that they are called after', () => {
    expect(scenarioNamed(settings.scenarios, 'database-coruption')).toMatch(/did you mean database-corruption/)
    expect(scenarioOf(settings.scenarios, 'file-deletion-20300304T0700-0a1b2c3d')?.name).toBe('file-deletion')
    expect(scenarioOf(settings.scenarios, 'unheard-of-20300304T0700')).toBeUndefined()
  })
})

test('what deployment tells the functions of chat fits into their environment, and is read as it was written', () => {
  expect(chatSettings.parse(JSON.parse(chatSettingsText(settings)))).toEqual(settings)
  const many = Object.fromEntries(
    Array.from({ length: 200 }, (_, index) => [`U0PERSON${index}`, 'somebody@example.com']),
  )
  expect(() => chatSettingsText({ ...settings, chat: { ...settings.chat, people: many } })).toThrow(/bytes/)
})

describe('the app manifest', () => {
  interface Manifest {
    readonly features: {
      readonly slash_commands: readonly { command: string; url: string; usage_hint: string; should_escape: boolean }[]
    }
    readonly oauth_config: { readonly scopes: { readonly bot: readonly string[] } }
    readonly settings: {
      readonly interactivity: { is_enabled: boolean; request_url: string }
      readonly socket_mode_enabled: boolean
    }
  }
  const manifest = parse(readFileSync('docs/slack-app-manifest.yaml', 'utf8')) as Manifest
  const { features, oauth_config, settings: manifested } = manifest

  test('asks for the scopes of the methods that the code calls, and for no others', () => {
    expect([...oauth_config.scopes.bot].sort()).toEqual(scopes)
    const source = readFileSync('lambdas/gateways/slack.ts', 'utf8')
    const called = [...source.matchAll(/call\('([\w.]+)'/g)].map(([, method = '']) => method)
    expect(new Set(called)).toEqual(new Set(Object.keys(METHODS)))
  })

  test('has the command that is read, with every deed, and sends commands and clicks to one address', () => {
    expect(features.slash_commands).toHaveLength(1)
    const [command] = features.slash_commands
    expect(command).toMatchObject({ command: '/dr', usage_hint: deeds.join(' | '), should_escape: false })
    expect(manifested.interactivity).toEqual({ is_enabled: true, request_url: command?.url })
    expect(new URL(command?.url ?? '').pathname).toBe('/slack')
    expect(manifested.socket_mode_enabled).toBe(false)
  })
})

describe('a custom notification', () => {
  test('is in the format of Amazon Q Developer, in one thread for each run, and carries nothing that could answer', () => {
    const question = {
      title: 'Accept the data loss',
      facts: { loss: '11 posts' },
      expiresAt: '2030-03-04T07:15:00Z',
      requestedBy: null,
    }
    const notification = notificationOf(about, { kind: 'question', approvalId: 'an-approval-id', question })
    expect(notification).toEqual({
      version: '1.0',
      source: 'custom',
      content: {
        textType: 'client-markdown',
        title: 'Decision needed: Accept the data loss',
        description: 'Run `database-corruption-1` waits until 2030-03-04 07:15 UTC; silence means stop.',
        nextSteps: ['Read the facts and answer: `muster watch database-corruption-1`'],
        keywords: ['database-corruption', 'recover', 'us-east-1'],
      },
      metadata: {
        threadId: 'database-corruption-1',
        summary: 'Decision needed: Accept the data loss',
        additionalContext: {
          run: 'database-corruption-1',
          scenario: 'database-corruption',
          mode: 'recover',
          region: 'us-east-1',
        },
      },
    })
    expect(JSON.stringify(notification)).not.toContain('an-approval-id')
    expect(notificationOf(about, { kind: 'answered', approvalId: 'x', answer: 'approved' })).toBeUndefined()
  })
})
