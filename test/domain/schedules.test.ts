// When drills come due, and what an alarm or a backup sets off: decisions without AWS.
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { drillSchedules, nextDrill, scheduledRequest } from '../../domain/drill-schedule.ts'
import { emitted, type HeededEvent, heededEvent, standingOf } from '../../domain/events.ts'
import { toInstant } from '../../domain/instant.ts'
import type { Platform } from '../../domain/platform.ts'
import { drillsSchema, type Reaction, reactionSchema, reactionsSchema } from '../../domain/platform-operations.ts'
import { incidentField, judgeEvent, type Reacted, reactionsOf } from '../../domain/reactions.ts'
import { checkRequest, requests } from '../../domain/requests/index.ts'
import { expressionFault, nextOccurrence, parseExpression } from '../../domain/schedules/expression.ts'
import { instantOf, isTimeZone, wallTime } from '../../domain/schedules/time-zone.ts'
import { startRequest } from '../../domain/start.ts'
import { scenarios } from '../../workflows/index.ts'
import { platform } from '../rehearsing.ts'

const DAY = 86_400_000
const names = scenarios.map(({ name }) => name)
const at = (text: string) => Date.parse(text)

/** The next times of an expression, as text. */
function times(text: string, zone: string, after: string, count = 3): readonly string[] {
  const found: string[] = []
  let from = at(after)
  for (let index = 0; index < count; index++) {
    const next = nextOccurrence(parseExpression(text), { zone, after: from, start: at(after) })
    if (next === undefined) break
    found.push(toInstant(next))
    from = next
  }
  return found
}

describe('schedule expressions', () => {
  test.each([
    ['cron(0 10 8 1/3 ? *)', 'Etc/UTC', ['2030-04-08T10:00:00Z', '2030-07-08T10:00:00Z', '2030-10-08T10:00:00Z']],
    [
      'cron(30 9 ? * TUE#2 *)',
      'Europe/Berlin',
      ['2030-03-12T08:30:00Z', '2030-04-09T07:30:00Z', '2030-05-14T07:30:00Z'],
    ],
    [
      'cron(15 6,18 L * ? *)',
      'America/New_York',
      ['2030-03-31T10:15:00Z', '2030-03-31T22:15:00Z', '2030-04-30T10:15:00Z'],
    ],
    ['cron(0/30 23 ? * 6L 2030)', 'Etc/UTC', ['2030-03-29T23:00:00Z', '2030-03-29T23:30:00Z', '2030-04-26T23:00:00Z']],
    ['cron(0 0 29 2 ? *)', 'Etc/UTC', ['2032-02-29T00:00:00Z', '2036-02-29T00:00:00Z', '2040-02-29T00:00:00Z']],
    ['rate(84 days)', 'Europe/Berlin', ['2030-05-27T00:00:00Z', '2030-08-19T00:00:00Z', '2030-11-11T00:00:00Z']],
    ['at(2030-07-01T09:00:00)', 'Asia/Kolkata', ['2030-07-01T03:30:00Z']],
    ['at(2020-07-01T09:00:00)', 'Etc/UTC', []],
  ])('%s in %s', (text, zone, expected) => {
    expect(times(text, zone, '2030-03-04T00:00:00Z')).toEqual(expected)
  })

  test('an hour that is put forward over is skipped, and one that is put back comes once', () => {
    const halfPastTwo = 'cron(30 2 * * ? *)'
    expect(times(halfPastTwo, 'Europe/Berlin', '2030-03-30T00:00:00Z', 2)).toEqual([
      '2030-03-30T01:30:00Z',
      '2030-04-01T00:30:00Z',
    ])
    expect(times(halfPastTwo, 'Europe/Berlin', '2030-10-26T12:00:00Z', 2)).toEqual([
      '2030-10-27T00:30:00Z',
      '2030-10-28T01:30:00Z',
    ])
  })

  test.each([
    'cron(0 10 * * * *)',
    'cron(0 10 8 1/3 ? )',
    'cron(60 10 8 * ? *)',
    'cron(0 10 8 13 ? *)',
    'cron(0 10 8W * ? *)',
    'cron(0 10 31-2 * ? *)',
    'rate(0 days)',
    'rate(2 weeks)',
    'at(2030-02-31)',
    'quarterly',
  ])('%s is refused, in words', text => {
    expect(expressionFault(text)).toMatch(/given|needed|positive|question mark/)
  })

  test('a wall clock shows what it is asked for, unless it never shows it', () => {
    const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Etc/UTC']
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: at('2020-01-01'), max: at('2040-01-01') }),
        (zone, some) => {
          const millis = Math.floor(some / 1000) * 1000
          const wall = wallTime(millis, zone)
          const first = instantOf(wall, zone) ?? Number.NaN
          expect(wallTime(first, zone)).toBe(wall)
          expect(first).toBeLessThanOrEqual(millis)
        },
      ),
      { numRuns: 60 },
    )
    expect([isTimeZone('Mars/Olympus'), isTimeZone('')]).toEqual([false, false])
  })
})

const withDrills = (drills: object): Platform => ({ ...platform, drills: drillsSchema.parse(drills) })

describe('drills', () => {
  test('come once a quarter, each scenario on a day of its own, and never more than 92 days apart', () => {
    const schedules = drillSchedules(platform, names)
    const days = new Set<string>()
    for (const each of schedules) {
      let last = at('2030-01-01T00:00:00Z')
      for (let quarter = 0; quarter < 12; quarter++) {
        const next = nextDrill(each, last) ?? Number.NaN
        if (quarter > 0) expect(next - last).toBeLessThanOrEqual(92 * DAY + 3_600_000)
        days.add(toInstant(next).slice(0, 10))
        last = next
      }
    }
    expect(days.size).toBe(12 * schedules.length)
    expect(schedules.map(({ scenario }) => scenario)).toEqual(names)
  })

  test('follow the wall clock of the platform, may be moved, and may be paused', () => {
    const moved = withDrills({
      timeZone: 'Europe/Berlin',
      schedules: { 'file-deletion': { expression: 'cron(0 14 ? 2/3 3#1 *)' }, 'monitoring-loss': { paused: true } },
    })
    const [database, files, monitoring] = drillSchedules(moved, names)
    expect(toInstant(nextDrill(database!, at('2030-03-04T00:00:00Z')) ?? 0)).toBe('2030-04-08T08:00:00Z')
    expect(toInstant(nextDrill(files!, at('2030-03-04T00:00:00Z')) ?? 0)).toBe('2030-05-07T12:00:00Z')
    expect(nextDrill(monitoring!, 0)).toBeUndefined()
  })

  test.each([
    [{ schedules: { 'flooded-cellar': {} } }, /given flooded-cellar; allowed are/],
    [{ timeZone: 'CET/Berlin' }, /name of a time zone/],
    [{ schedules: { 'file-deletion': { expression: 'cron(0 10 8 1/3 ? *)' } } }, /when another is drilled/],
    [{ schedules: { 'file-deletion': { expression: 'every day' } } }, /allowed are cron/],
  ])('%j is refused', (drills, says) => {
    expect(() => drillSchedules(withDrills(drills), names)).toThrow(says)
  })

  test('ask for a run that start-run takes, once Scheduler has put in the time', () => {
    for (const each of drillSchedules(platform, names)) {
      const request = { ...scheduledRequest(each), key: '2030-04-08T10:00:00Z' }
      expect(startRequest.parse(request)).toEqual(request)
      expect(checkRequest(each.scenario, 'drill', request.input, 0)).toHaveProperty('request')
    }
  })
})

const ALARM = 'wordpress-prod-database-errors'

const reaction = (given: Partial<Reaction> = {}): Reaction =>
  reactionSchema.parse({
    ...{ name: 'errors', on: { alarm: ALARM }, does: 'propose-recovery', scenario: 'database-corruption' },
    ...given,
  })

interface Told {
  readonly value?: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA'
  readonly at?: string
  readonly seen?: string
}

const alarm = ({
  value = 'ALARM',
  at: when = '2030-03-04T10:05:00Z',
  seen = '2030-03-04T10:00:00Z',
}: Told = {}): HeededEvent =>
  heededEvent.parse({
    ...{ id: 'an-event', time: when, region: 'us-east-1', account: platform.account, resources: [] },
    ...{ source: 'aws.cloudwatch', 'detail-type': 'CloudWatch Alarm State Change' },
    detail: {
      alarmName: ALARM,
      state: {
        value,
        timestamp: when.replace('Z', '.000+0000'),
        reasonData: JSON.stringify({ evaluatedDatapoints: [{ timestamp: seen.replace('Z', '.000+0000'), value: 9 }] }),
      },
    },
  })

const backup = (detail: object): HeededEvent =>
  heededEvent.parse({
    ...{ id: 'another', time: '2030-03-04T02:40:00Z', region: 'us-east-1', account: platform.account, resources: [] },
    ...{ source: 'aws.backup', 'detail-type': 'Backup Job State Change' },
    detail: { backupJobId: 'job', resourceArn: 'arn:of:it', resourceType: 'Aurora', ...detail },
  })

const soon = at('2030-03-04T10:06:00Z')
const known = (last: Partial<Reacted> & Pick<Reacted, 'at'>, now = soon) => ({
  now,
  last: { startedFor: null, ...last },
})

describe('an alarm', () => {
  test('proposes a recovery for the moment at which it first saw the trouble, and waives nothing', () => {
    const waived = reaction({ input: { approval: 'waived', waivedBecause: 'because I say so', contain: 'now' } })
    const verdict = judgeEvent(waived, alarm(), { now: soon, last: null })
    expect(verdict).toMatchObject({ act: true, at: '2030-03-04T10:05:00Z' })
    const input = verdict.act ? verdict.input : {}
    expect(input).toEqual({
      damagedAt: '2030-03-04T10:00:00Z',
      approval: 'required',
      waivedBecause: null,
      contain: 'now',
    })
    expect(checkRequest('database-corruption', 'recover', input, soon)).toHaveProperty('request')
  })

  test.each([
    ['an alarm that is over', alarm({ value: 'OK' }), { now: soon, last: null }],
    ['one that came an hour late', alarm(), { now: at('2030-03-04T11:06:00Z'), last: null }],
    ['one after which something newer came', alarm(), known({ at: '2030-03-04T10:05:30Z' })],
    ['one that flaps', alarm(), known({ at: '2030-03-04T09:50:00Z', startedFor: '2030-03-04T09:50:00Z' })],
  ])('%s starts nothing, and says why', (_, event, around) => {
    expect(judgeEvent(reaction(), event, around)).toMatchObject({ act: false, why: expect.stringMatching(/\w/) })
  })

  test('rings again after the quiet time', () => {
    const last = known({ at: '2030-03-04T09:00:00Z', startedFor: '2030-03-04T09:00:00Z' })
    expect(judgeEvent(reaction(), alarm(), last).act).toBe(true)
  })

  test('in any order, late by minutes, twice or not at all: at most one run, and for an alarm that was real', () => {
    const told = [
      alarm({ at: '2030-03-04T10:05:00Z' }),
      alarm({ value: 'OK', at: '2030-03-04T10:07:00Z' }),
      alarm({ at: '2030-03-04T10:09:00Z' }),
    ]
    const deliveries = fc.array(fc.constantFrom(...told), { minLength: 0, maxLength: 7 })
    fc.assert(
      fc.property(deliveries, heard => {
        let last: Reacted | null = null
        const started = new Set<string>()
        for (const event of heard) {
          const verdict = judgeEvent(reaction(), event, { now: at('2030-03-04T10:14:00Z'), last })
          if (verdict.act) started.add(verdict.at)
          last = verdict.act ? { at: verdict.at, startedFor: verdict.at } : (verdict.remember ?? last)
        }
        expect(started.size).toBeLessThanOrEqual(1)
        if (heard.includes(told[2]!)) expect(started.size).toBe(1)
        for (const each of started) expect(['2030-03-04T10:05:00Z', '2030-03-04T10:09:00Z']).toContain(each)
      }),
    )
  })
})

describe('AWS Backup', () => {
  const nightly = reaction({ on: { backup: 'Aurora' }, does: 'start-drill', quietMinutes: 40_320 })

  test('says in either of two fields how a job stands', () => {
    expect([standingOf({ state: 'CREATED' }), standingOf({ status: 'COMPLETED', state: 'CREATED' })]).toEqual([
      'CREATED',
      'COMPLETED',
    ])
    expect(standingOf({})).toBeUndefined()
    for (const detail of [{ state: 'COMPLETED' }, { status: 'COMPLETED' }])
      expect(judgeEvent(nightly, backup(detail), { now: at('2030-03-04T02:44:00Z'), last: null }).act).toBe(true)
  })

  test.each([{ state: 'RUNNING' }, { state: 'FAILED' }, { state: 'COMPLETED', resourceType: 'EFS' }, {}])(
    'a job that is %j starts no drill of the database',
    detail => {
      expect(judgeEvent(nightly, backup(detail), { now: at('2030-03-04T02:44:00Z'), last: null }).act).toBe(false)
    },
  )
})

describe('reactions of a platform', () => {
  const withReactions = (...reactions: readonly unknown[]) =>
    ({ ...platform, reactions: reactionsSchema.parse(reactions) }) as Platform

  test('are none unless it names some', () => {
    expect(reactionsOf(withReactions())).toEqual([])
    expect(reactionsOf(withReactions(reaction()))).toEqual([reaction()])
  })

  test.each([
    [[{ ...reaction(), scenario: 'flooded-cellar' }], /given flooded-cellar; allowed are/],
    [[{ ...reaction(), on: { backup: 'EBS' } }], /proposed by an alarm only/],
    [[reaction(), reaction()], /two are called errors/],
    [[{ ...reaction(), quietMinutes: 0 }], /quietMinutes/],
  ])('%j are refused', (given, says) => {
    expect(() => reactionsOf(withReactions(...given))).toThrow(says)
  })

  test('can propose the recovery of every scenario, for the time of the incident', () => {
    expect(Object.keys(requests).map(incidentField)).toEqual(['damagedAt', 'deletedAt', 'lostAt', 'lostAt'])
  })
})

test('what Muster emits is versioned and names the run, whichever event it is', () => {
  for (const schema of Object.values(emitted))
    expect(Object.keys(schema.shape)).toEqual(
      expect.arrayContaining(['version', 'platform', 'run', 'scenario', 'mode', 'executionArn']),
    )
})
