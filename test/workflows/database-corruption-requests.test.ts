// Bad data reaches the database: what a request may ask for, and which requests are refused.
import { describe, expect, jest, test } from '@jest/globals'
import fc from 'fast-check'
import { keys } from '../../domain/control-records.ts'
import { exportedRows } from '../../sandbox/exported.ts'
import { lostOf } from '../../sandbox/objectives.ts'
import { closeStage } from '../../sandbox/stage.ts'
import { disasterFor } from '../../sandbox/world/disasters/index.ts'
import {
  ALL_DUES,
  contentOf,
  dues,
  measured,
  platform,
  played,
  playedOnce,
  staged,
  stepNamed,
  tagsOf,
  touchedBeyondRecords,
} from '../rehearsing.ts'
import { MINUTE, restoredBy } from './database-corruption-runs.ts'

// A rehearsal takes a second or two; the machine may be busy.
jest.setTimeout(90_000)
const { controlBucket } = platform.muster

describe('a request that cannot be carried out', () => {
  const wrong: Readonly<Record<string, readonly unknown[]>> = {
    damagedAt: ['yesterday', '2030-03-04T06:58:30+01:00', '', 7, null, '2030-03-05T00:00:00Z'],
    restoreTo: ['soon', 5, '2030-03-04'],
    from: ['tape', '', 1, null],
    contain: ['later', true, null],
    approval: ['maybe', null, 0],
    waivedBecause: ['too short', 3],
    commitWindowMinutes: [0, 4, 241, 5.5, '30', null],
    onFailingHealth: ['panic', null],
    damage: ['SELECT 1', { sql: 'DELETE FROM wp_posts' }, { sql: '' }, {}],
    adopt: ['', 5],
    dryRun: [true],
  }
  const wrongRequest = fc
    .subarray(Object.keys(wrong), { minLength: 1 })
    .chain(names => fc.record(Object.fromEntries(names.map(name => [name, fc.constantFrom(...(wrong[name] ?? []))]))))

  test('is refused with every fault named at once, and nothing is touched but records, reports and messages', async () => {
    const stage = await staged({ input: {} })
    await fc.assert(
      fc.asyncProperty(wrongRequest, async input => {
        // A run is named after its minute.
        await stage.world.clock.run(stage.world.clock.now() + MINUTE)
        const kubernetesCalls = stage.world.kubernetesCalls.length
        const run = await played(stage, input)
        const outcome = measured(stage, run)

        expect(outcome.ending).toBe('Refused')
        for (const name of Object.keys(input)) expect(outcome.cause).toContain(name)
        expect(touchedBeyondRecords(outcome)).toEqual([])
        expect(stage.world.kubernetesCalls).toHaveLength(kubernetesCalls)
        expect(dues(run)).toEqual(ALL_DUES)
      }),
      { numRuns: 40, seed: 4 },
    )
  })

  test('names what is wrong between fields, beside what is wrong within one', async () => {
    const stage = await staged()
    const run = await played(stage, {
      restoreTo: '2030-03-04T06:58:30Z',
      approval: 'waived',
      commitWindowMinutes: 1,
    })

    const { ending, cause } = measured(stage, run)
    expect(ending).toBe('Refused')
    expect(cause).toContain('restoreTo: given 2030-03-04T06:58:30Z, which is not before the damage')
    expect(cause).toContain('waivedBecause: given nothing; an approval is waived only with a reason')
    expect(cause).toContain('commitWindowMinutes: given 1')
  })

  test('a moment before the restorable window is refused with the earliest moment there is', async () => {
    const { run, outcome } = await playedOnce({ input: { restoreTo: '2029-12-24T18:00:00Z' } })

    expect(outcome).toMatchObject({ ending: 'Refused', leftovers: [], retained: [] })
    expect(outcome.cause).toMatch(/2029-12-24T18:00:00Z lies before \S+Z, the earliest restorable time/)
    expect(dues(run)).toEqual(ALL_DUES)
  })
})

describe('what a request may ask for', () => {
  test('another moment before the damage: the cluster is restored to it, and says so', async () => {
    const moment = '2030-03-04T06:50:00Z'
    const { run, outcome } = await playedOnce({ input: { restoreTo: moment } })

    expect(outcome).toMatchObject({ ending: 'Recovered', leftovers: [] })
    expect(tagsOf(run.world, restoredBy(run))['muster:restore-moment']).toBe(moment)
    // Seen by visitors: what was written between that moment and the damage is lost too, and exported.
    expect(outcome.objectives.rpo.achievedSeconds).toBeGreaterThanOrEqual(510)
    expect(outcome.objectives.rpo.met).toBe(false)
    // What the damage itself destroyed is in no cluster any more, and nobody could export it.
    const exported = exportedRows(run)
    const gone = lostOf(run).filter(({ token }) => !exported.includes(token))
    expect(gone.filter(({ at }) => at > Date.parse('2030-03-04T06:58:30Z') || at < Date.parse(moment))).toEqual([])
    expect(gone.length).toBeLessThan(outcome.visitors.exportedWrites / 10)
  })

  test('containment now: no write is accepted and lost afterwards, and the site is down until the cutover', async () => {
    const { run, outcome } = await playedOnce({ input: { contain: 'now' } })

    expect(outcome).toMatchObject({ ending: 'Recovered', leftovers: [] })
    const contained = Date.parse(stepNamed(outcome, 'still')?.endedAt ?? '')
    const served = Date.parse(stepNamed(outcome, 'resumed')?.startedAt ?? '')
    const lost = lostOf(run)
    expect(lost.length).toBeGreaterThan(0)
    expect(lost.filter(({ at }) => at >= contained)).toEqual([])
    expect(outcome.visitors.exportedWrites).toBe(lost.length)
    const between = run.world.visitors.visits.filter(({ at }) => at > contained && at < served)
    expect(between.length).toBeGreaterThan(5)
    expect(new Set(between.map(({ seen }) => seen))).toEqual(new Set(['failed']))
  })

  test('no approval, with a reason: nobody is asked, and the reason is on record', async () => {
    const waivedBecause = 'the shop loses orders by the minute'
    const { run, outcome } = await playedOnce({
      input: { approval: 'waived', waivedBecause },
      approving: { kind: 'never' },
    })

    expect(outcome).toMatchObject({ ending: 'Recovered' })
    expect(run.messages.join('\n')).not.toContain('decision-needed')
    expect(contentOf(run.world, controlBucket).get(keys.result(run.id, 'request'))).toContain(waivedBecause)
  })

  test('damage of two minutes ago: the run waits until that moment can be restored to', async () => {
    const stage = await staged({ mode: 'drill', approving: { kind: 'approve', afterSeconds: 1 } })
    const { clock } = stage.world
    disasterFor('database-corruption').strike(stage.world)
    const damagedAt = new Date(clock.now()).toISOString()
    await clock.run(clock.now() + 2 * MINUTE)
    const run = await played(stage, { damagedAt }, 'recover')
    await closeStage(stage)

    const outcome = measured(stage, run)
    expect(outcome).toMatchObject({ ending: 'Recovered', leftovers: [] })
    expect(stepNamed(outcome, 'window')?.attempts).toBeGreaterThan(1)
    expect(Date.parse(tagsOf(run.world, restoredBy(run))['muster:restore-moment'] ?? '')).toBeLessThan(
      Date.parse(damagedAt),
    )
  })
})
