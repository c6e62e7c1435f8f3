// Whoever speaks to the chat endpoint without Slack's signature, again, too late or too long is refused, without effect and on record.
import { beforeAll, describe, expect, jest, test } from '@jest/globals'
import fc from 'fast-check'
import { signatureOf } from '../../domain/chat/signature.ts'
import { chatDoors } from '../../lambdas/chat-doors.ts'
import { statementsOf } from '../../lambdas/permissions.ts'
import { people } from '../../sandbox/slack/example.ts'
import type { SentToApp } from '../../sandbox/slack/index.ts'
import { type ChatWorld, chatRecords, chatWorld, during, executions, keptBeside, whispers } from '../chatting.ts'
import { platform } from '../rehearsing.ts'

jest.setTimeout(120_000)

let chat: ChatWorld
beforeAll(async () => {
  chat = await chatWorld()
})

const works = ({ invoked }: ChatWorld) => invoked.filter(name => name.includes('slack-work')).length

/** What a request leaves behind, beside what chat writes down. */
const effects = (each: ChatWorld) => ({
  worked: works(each),
  runs: executions(each.world).length,
  kept: keptBeside(each.world),
})

const send = async (each: ChatWorld, sent: SentToApp) =>
  (await during(each.world, 4, () => each.slack.send(sent))).statusCode

const body = (text: string, user: string = people.chief) =>
  new URLSearchParams({
    ...{ command: '/dr', text, team_id: 'T0EXAMPLE', channel_id: 'C0DISASTER', user_id: user },
    ...{
      trigger_id: '13345224609.738474920.8088930838d88f008e0',
      response_url: 'https://hooks.slack.com/commands/T0EXAMPLE/nobody',
    },
  }).toString()

/** As Slack would sign it now, or so many seconds ago. */
function signed(text: string, { ago = 0, secret = 'simulated-signing-secret-0001' } = {}): SentToApp {
  const timestamp = String(Math.floor(chat.world.clock.now() / 1000) - ago)
  const signature = signatureOf({ timestamp, body: Buffer.from(text), secret })
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': signature,
  }
  return { headers, body: text }
}

const DRILL = 'drill database-corruption because somebody wants one'

describe('a request that Slack did not sign', () => {
  test('is refused whatever it says and however it is dressed, has no effect, and is on record', async () => {
    const hexadecimal = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 64, maxLength: 64 })
    const signatures = fc.oneof(
      hexadecimal.map(hash => `v0=${hash}`),
      fc.constantFrom('', 'v0=', 'v1=00', `v0=${'0'.repeat(64)}`),
    )
    const types = fc.constantFrom('application/x-www-form-urlencoded', 'application/json', 'text/html', '')
    const times = fc.oneof(fc.integer({ min: -100_000, max: 100_000 }), fc.constant(0))
    const bodies = fc.oneof(
      fc.constant(body(DRILL)),
      fc.string({ maxLength: 200, unit: 'binary' }),
      fc.constant(`payload=${encodeURIComponent('{"type":"block_actions"}')}`),
    )
    const before = effects(chat)
    await fc.assert(
      fc.asyncProperty(signatures, types, times, bodies, async (signature, type, skew, text) => {
        const timestamp = String(Math.floor(chat.world.clock.now() / 1000) + skew)
        const headers = { 'content-type': type, 'x-slack-request-timestamp': timestamp, 'x-slack-signature': signature }
        expect([401, 415]).toContain(await send(chat, { headers, body: text }))
      }),
      // Chance alone may leave a reason out.
      {
        numRuns: 60,
        examples: [
          [`v0=${'0'.repeat(64)}`, 'application/x-www-form-urlencoded', 0, body(DRILL)],
          ['', 'application/x-www-form-urlencoded', 0, body(DRILL)],
          [`v0=${'0'.repeat(64)}`, 'application/x-www-form-urlencoded', -1000, body(DRILL)],
          [`v0=${'0'.repeat(64)}`, 'text/html', 0, body(DRILL)],
        ],
      },
    )
    expect(effects(chat)).toEqual(before)
    const refused = new Set(chatRecords(chat.world, 'refused').map(({ why }) => why))
    expect([...refused].sort()).toEqual(['forged', 'no-signature', 'too-old', 'wrong-content-type'])
    expect(chat.world.logs.filter(({ message }) => message === 'chat request refused').length).toBeGreaterThanOrEqual(
      60,
    )
    // Nothing that a stranger writes is kept: only why, from where and how long.
    expect(Object.keys(chatRecords(chat.world, 'refused')[0] ?? {}).sort()).toEqual(['at', 'bytes', 'sourceIp', 'why'])
  })

  test('with the signature of another secret, or of another body, is refused', async () => {
    const before = effects(chat)
    expect(await send(chat, signed(body(DRILL), { secret: 'another-signing-secret-01' }))).toBe(401)
    expect(await send(chat, { ...signed(body('list')), body: body(DRILL) })).toBe(401)
    expect(effects(chat)).toEqual(before)
  })
})

describe('a request that Slack did sign', () => {
  test('is refused when it is five minutes old, or comes from a future', async () => {
    const before = effects(chat)
    for (const ago of [301, 3600, -320]) expect(await send(chat, signed(body(DRILL), { ago }))).toBe(401)
    expect(effects(chat)).toEqual(before)
  })

  test('is refused when it is huge, before anybody looks at its signature', async () => {
    const before = effects(chat)
    expect(await send(chat, signed(body('x'.repeat(300_000))))).toBe(413)
    expect(effects(chat)).toEqual(before)
    expect(chatRecords(chat.world, 'refused')).toContainEqual(expect.objectContaining({ why: 'too-large' }))
  })

  test('works once: whoever has seen it and sends it again is refused, at once and later', async () => {
    const other = await chatWorld()
    const { sent, status } = await during(other.world, 60, () => other.slack.type(people.oncall, DRILL))
    expect(status).toBe(200)
    expect(executions(other.world)).toHaveLength(1)
    const before = effects(other)
    for (let again = 0; again < 3; again++) expect(await send(other, sent)).toBe(409)
    await other.world.clock.run(other.world.clock.now() + 600_000)
    expect(await send(other, sent)).toBe(401)
    expect(works(other)).toBe(before.worked)
    expect(executions(other.world)).toHaveLength(1)
    expect(chatRecords(other.world, 'refused').map(({ why }) => why)).toContain('replayed')
    expect(chatRecords(other.world, 'requests')).toHaveLength(1)
    expect(chatRecords(other.world, 'outcomes')).toMatchObject([{ outcome: 'started' }])
  })

  test('two at the same moment are done once', async () => {
    const sent = signed(body('list', people.lead))
    const before = works(chat)
    const statuses = await during(chat.world, 20, () => Promise.all([chat.slack.send(sent), chat.slack.send(sent)]))
    expect(statuses.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409])
    expect(works(chat)).toBe(before + 1)
  })

  test('but says something unheard of, is answered and has no effect', async () => {
    const before = effects(chat)
    const payload = (change: object) =>
      signed(
        new URLSearchParams({
          payload: JSON.stringify({
            ...{
              type: 'block_actions',
              team: { id: 'T0EXAMPLE' },
              user: { id: people.chief },
              channel: { id: 'C0DISASTER' },
            },
            ...{ trigger_id: '1.2.3', response_url: 'https://hooks.slack.com/actions/x' },
            actions: [{ type: 'button', action_id: 'approve', value: 'an-approval-id' }],
            ...change,
          }),
        }).toString(),
      )
    const strange = [
      signed('payload=%7B'),
      signed('nothing=at-all'),
      payload({ type: 'view_submission' }),
      payload({ actions: [{ type: 'button', action_id: 'explode', value: 'an-approval-id' }] }),
      payload({ actions: [{ type: 'button', action_id: 'approve', value: '../../locks/wordpress-prod' }] }),
      payload({ actions: [{ type: 'button', action_id: 'approve', value: 'AQC'.repeat(300) }] }),
      payload({ actions: [] }),
      payload({ response_url: 'https://evil.example/' }),
    ]
    for (const each of strange) expect(await send(chat, each)).toBe(200)
    expect(effects(chat)).toEqual(before)
    expect(chatRecords(chat.world, 'outcomes').filter(({ outcome }) => outcome === 'unreadable')).toHaveLength(
      strange.length,
    )
  })

  test.each([
    ['another workspace', { team_id: 'T0OTHER00' }, 'another-workspace'],
    ['another channel', { channel_id: 'C0RANDOM1' }, 'another-channel'],
  ])('from %s is not heard', async (_, change, outcome) => {
    const before = effects(chat)
    const text = new URLSearchParams({ ...Object.fromEntries(new URLSearchParams(body(DRILL))), ...change }).toString()
    expect(await send(chat, signed(text))).toBe(200)
    expect(effects(chat)).toEqual(before)
    expect(chatRecords(chat.world, 'outcomes')).toContainEqual(expect.objectContaining({ outcome }))
  })

  test('of somebody who is in none of the groups is told so, and nothing starts', async () => {
    const before = effects(chat).runs
    await during(chat.world, 30, () => chat.slack.type(people.guest, DRILL))
    await during(chat.world, 30, () => chat.slack.type(people.lead, DRILL))
    expect(effects(chat).runs).toBe(before)
    expect(whispers(chat.slack, people.guest).at(-1)?.text).toMatch(/needs a member/)
    expect(chatRecords(chat.world, 'outcomes').filter(({ outcome }) => outcome === 'not-allowed')).toHaveLength(2)
  })

  test('with a button that belongs to nothing, or with a task token in its place, is answered and has no effect', async () => {
    const other = await chatWorld()
    await during(other.world, 30, () => other.slack.type(people.chief, 'help'))
    const [message] = other.slack.messages()
    if (!message) throw new Error('nobody was told anything')
    const before = effects(other)
    for (const action of ['approve', 'reject', 'commit', 'rollback', 'start', 'cancel'])
      await during(other.world, 30, () =>
        other.slack.press(people.chief, message, { action, value: 'deadbeefdeadbeef' }),
      )
    expect(chatRecords(other.world, 'outcomes').filter(({ outcome }) => outcome === 'unknown')).toHaveLength(6)
    expect({ ...effects(other), worked: 0 }).toEqual({ ...before, worked: 0 })
  })

  test('comes too often from one person: the rest is refused until the minute has passed, and others are heard', async () => {
    const other = await chatWorld()
    for (let count = 0; count < 25; count++) await during(other.world, 2, () => other.slack.type(people.guest, 'help'))
    const outcomes = chatRecords(other.world, 'outcomes').map(({ outcome }) => outcome)
    expect(outcomes.filter(outcome => outcome === 'shown')).toHaveLength(20)
    expect(outcomes.filter(outcome => outcome === 'too-many')).toHaveLength(5)
    await during(other.world, 5, () => other.slack.type(people.lead, 'help'))
    expect(whispers(other.slack, people.lead).at(-1)?.text).toMatch(/Muster recovers/)
    await other.world.clock.run(other.world.clock.now() + 61_000)
    await during(other.world, 5, () => other.slack.type(people.guest, 'help'))
    expect(chatRecords(other.world, 'outcomes').filter(({ outcome }) => outcome === 'shown')).toHaveLength(22)
  })
})

test('nobody may do anything while Slack does not say who is in its groups, and everybody may still look', async () => {
  const other = await chatWorld({ fault: method => (method === 'usergroups.users.list' ? 'failing' : undefined) })
  await during(other.world, 60, () => other.slack.type(people.oncall, DRILL))
  expect(executions(other.world)).toEqual([])
  expect(whispers(other.slack, people.oncall).at(-1)?.text).toMatch(/service_unavailable.*try again/)
  await during(other.world, 60, () => other.slack.type(people.oncall, 'list'))
  expect(
    chatRecords(other.world, 'outcomes')
      .map(({ outcome }) => outcome)
      .sort(),
  ).toEqual(['shown', 'unavailable'])
})

test('a region that is dark does not hide the runs of the other', async () => {
  const region = platform.regions.recovery
  const { controlBucket } = platform.recovery.muster
  const other = await chatWorld({ elsewhere: { region, controlBucket } })
  other.world.cloud.dark.add(region)
  await during(other.world, 60, () => other.slack.type(people.oncall, DRILL))
  await during(other.world, 60, () => other.slack.type(people.guest, 'runs'))
  const told = whispers(other.slack, people.guest).at(-1)?.text ?? ''
  expect(told).toContain(executions(other.world)[0]?.name)
  expect(told).toContain(`${region} does not answer: its runs are not shown.`)
})

test('no function of chat may start a machine, answer a token, or read a secret of the platform', () => {
  for (const use of chatDoors) {
    const statements = statementsOf(use, platform, 'recover')
    const actions = statements.flatMap(({ Action }) => Action)
    expect(actions.filter(action => /^states:(Start|Send|Stop)|^rds|^eks|^kms|^iam|s3:Delete/.test(action))).toEqual([])
    const secrets = statements.filter(({ Action }) => Action.includes('secretsmanager:GetSecretValue'))
    expect(secrets.flatMap(({ Resource }) => Resource)).toEqual([
      expect.stringContaining('wordpress-prod/muster-slack'),
    ])
    // Approvals hold task tokens; questions do not.
    expect(JSON.stringify(statements)).not.toMatch(/\/approvals\//)
    expect(statements.flatMap(({ Resource }) => Resource)).not.toContain('*')
  }
})

test('no secret of Slack is in any log, record or message', () => {
  const everything = JSON.stringify([
    chat.world.logs,
    chatRecords(chat.world, 'requests'),
    chatRecords(chat.world, 'outcomes'),
    chat.slack.lines,
  ])
  expect(everything).not.toMatch(/simulated-signing-secret|xoxb-|hooks\.slack\.com/)
})
