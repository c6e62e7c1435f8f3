// What is typed in chat is read or refused in words, answers fit into Slack, and the app manifest has the same commands.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { parse } from 'yaml'
import { cut, safe } from '../../domain/chat/blocks.ts'
import { deeds, parseCommand, weightOf } from '../../domain/chat/command.ts'
import { fieldsOf } from '../../domain/chat/fields.ts'
import { METHODS, scopes } from '../../domain/chat/methods.ts'
import * as replies from '../../domain/chat/replies.ts'
import { scenarioNamed, scenarioOf } from '../../domain/chat/scenarios.ts'
import { chatSettings, chatSettingsText } from '../../domain/chat/settings.ts'
import { platformSchema } from '../../domain/platform.ts'
import { blockFault } from '../../sandbox/slack/block-rules.ts'
import { exampleChat } from '../../sandbox/slack/example.ts'
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
