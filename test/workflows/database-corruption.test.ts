// Bad data reaches the database: what the person on call is promised, in every way such a run may go and end.
import { RDSClient, RemoveTagsFromResourceCommand } from '@aws-sdk/client-rds'
import { beforeAll, describe, expect, jest, test } from '@jest/globals'
import fc from 'fast-check'
import { keys, reportKeys } from '../../domain/control-records.ts'
import { KEEP_REASON_TAG, KEEP_UNTIL_TAG, restoredClusterId } from '../../domain/run.ts'
import { clientFor } from '../../lambdas/gateways/clients.ts'
import { exportedRows } from '../../sandbox/exported.ts'
import { administrator } from '../../sandbox/faults/people.ts'
import { lostOf } from '../../sandbox/objectives.ts'
import type { Outcome } from '../../sandbox/rehearsal.ts'
import { closeStage, ended, type Run, type Stage, startRun } from '../../sandbox/stage.ts'
import { disasterFor } from '../../sandbox/world/disasters/index.ts'
import { expectGolden } from '../golden.ts'
import { outcomeSchema } from '../outcome-schema.ts'
import {
  ALL_DUES,
  answering,
  clusterId,
  clusterNamed,
  clusterNames,
  contentOf,
  dues,
  measured,
  platform,
  played,
  playedOnce,
  rehearsed,
  secretFields,
  staged,
  stepNamed,
  tagsOf,
  touchedBeyondRecords,
  untilStep,
} from '../rehearsing.ts'
import { timelineText } from '../timeline-text.ts'

const MINUTE = 60_000
// A rehearsal takes a second or two; the machine may be busy.
jest.setTimeout(90_000)
const { controlBucket, evidenceBucket } = platform.muster
const restoredBy = ({ id }: Run) => restoredClusterId({ id, mode: 'recover' }, clusterId)

describe('a calm recovery, with the usual timings', () => {
  let stage: Stage
  let run: Run
  let outcome: Outcome
  let secretBefore: Readonly<Record<string, unknown>>

  beforeAll(async () => {
    stage = await staged({ seed: 'calm' }, { quick: false })
    secretBefore = secretFields(stage.world)
    run = await played(stage)
    await closeStage(stage)
    outcome = measured(stage, run)
  })

  test('ends Recovered within the promised times, with every lost write exported and nothing left behind', () => {
    expect(outcome).toMatchObject({ ending: 'Recovered', cause: '', denied: [], leftovers: [] })
    expect(outcome.objectives.rto).toMatchObject({ promisedSeconds: 3600, met: true })
    expect(outcome.objectives.rto.achievedSeconds).toBeGreaterThan(600)
    expect(outcome.objectives.rpo).toMatchObject({ promisedSeconds: 300, met: true })
    expect(outcome.objectives.rpo.achievedSeconds).toBeGreaterThan(0)
    expect(outcome.visitors.lostWrites).toBeGreaterThan(50)
    expect(outcome.visitors.exportedWrites).toBe(outcome.visitors.lostWrites)
    expect(outcome.visitors).toMatchObject({ healthyAtEnd: true })
    expect(outcome.parity).toMatchObject({ unexplained: 0 })
  })

  test('its outage is that of the cutover alone, and nobody is served damaged posts after it', () => {
    const { visits } = run.world.visitors
    const from = Date.parse(stepNamed(outcome, 'quiet')?.startedAt ?? '')
    const to = Date.parse(stepNamed(outcome, 'rolledOut')?.endedAt ?? '')

    const failed = visits.filter(({ seen }) => seen === 'failed')
    expect(failed.length).toBeGreaterThan(0)
    expect(failed.filter(({ at }) => at < from || at > to)).toEqual([])
    expect(visits.filter(({ at, seen }) => at > to && seen !== 'ok')).toEqual([])
    expect(outcome.visitors.outageSeconds).toBeLessThan(180)
  })

  test('gives the JSON that scripts rely on, with nothing missing and nothing else', () => {
    expect(outcomeSchema.parse(JSON.parse(JSON.stringify(outcome)))).toEqual(outcome)
  })

  test('changes the host fields of the secret only, and keeps the type of every other field', () => {
    const after = secretFields(run.world)
    const hosts = ['dbClusterIdentifier', 'host', 'readerHost']

    expect(Object.keys(after)).toEqual(Object.keys(secretBefore))
    const changed = Object.keys(after).filter(key => after[key] !== secretBefore[key])
    expect(changed.sort()).toEqual(hosts)
    for (const key of Object.keys(after)) expect([key, typeof after[key]]).toEqual([key, typeof secretBefore[key]])
    expect(after.dbClusterIdentifier).toBe(restoredBy(run))
  })

  test('keeps the damaged cluster: protected, with its automated backups, and tagged with why and until when', () => {
    const damaged = clusterNamed(run.world, clusterId)
    const tags = tagsOf(run.world, clusterId)

    expect(damaged).toMatchObject({ Status: 'available', DeletionProtection: true })
    expect(damaged?.BackupRetentionPeriod).toBeGreaterThan(0)
    expect(damaged?.LatestRestorableTime).toBeInstanceOf(Date)
    expect(tags[KEEP_REASON_TAG]).toContain('damaged cluster')
    const days = (Date.parse(tags[KEEP_UNTIL_TAG] ?? '') - Date.parse(outcome.endedAt)) / (24 * 60 * MINUTE)
    expect(days).toBeGreaterThan(platform.muster.retainDays - 0.1)
    expect(days).toBeLessThanOrEqual(platform.muster.retainDays)
    expect(outcome.retained).toEqual([
      { id: clusterId, why: 'damaged cluster, kept with its automated backups', until: tags[KEEP_UNTIL_TAG] },
    ])
  })

  test('tells Terraform what to import, member by member, in the report', () => {
    const report = contentOf(run.world, evidenceBucket).get(reportKeys(run.id).markdown) ?? ''

    expect(report).toContain('import {\n  to = aws_rds_cluster.wordpress\n')
    const members = (clusterNamed(run.world, restoredBy(run))?.DBClusterMembers ?? []).map(
      each => each.DBInstanceIdentifier,
    )
    expect(members).toHaveLength(2)
    for (const id of [restoredBy(run), ...members]) expect(report).toContain(`  id = "${id}"`)
    expect(report).toContain('`wordpress-prod-aurora` until')
  })

  test('leaves record, report and message, and the platform free', () => {
    expect(dues(run)).toEqual(ALL_DUES)
  })

  test('reads as the golden does', () => {
    expectGolden('database-corruption/recover-timeline.txt', timelineText(outcome))
  })
})

describe('a calm drill, with the usual timings', () => {
  let stage: Stage
  let run: Run
  let outcome: Outcome

  beforeAll(async () => {
    stage = await staged({ seed: 'calm', mode: 'drill' }, { quick: false })
    run = await played(stage)
    await closeStage(stage)
    outcome = measured(stage, run)
  })

  test('passes, and nobody outside notices: no outage, nothing wrong, nothing retained, nothing left', () => {
    expect(outcome).toMatchObject({ ending: 'DrillPassed', cause: '', denied: [], leftovers: [], retained: [] })
    expect(outcome.visitors).toMatchObject({ failed: 0, wrong: 0, outageSeconds: 0, lostWrites: 0, healthyAtEnd: true })
    expect(clusterNames(run.world)).toEqual([clusterId])
    expect(dues(run)).toEqual(ALL_DUES)
  })

  test('changes nothing of production by its own calls', () => {
    const changing = /Modify|Update|Put|Delete|Reboot|Create|Add|Remove|Rotate/
    const { calls } = run.world.cloud
    const ours = new RegExp(`:cluster:${clusterId}$|:db:${clusterId}-\\d$|:secret:`)
    const touching = calls
      .slice(run.callsBefore)
      .filter(({ operation, resources }) => changing.test(operation) && resources.some(each => ours.test(each)))

    expect(touching).toEqual([])
  })

  test('gives the JSON that scripts rely on', () => {
    expect(outcomeSchema.parse(JSON.parse(JSON.stringify(outcome)))).toEqual(outcome)
  })

  test('reads as the golden does', () => {
    expectGolden('database-corruption/drill-timeline.txt', timelineText(outcome))
  })
})

describe('overhead', () => {
  // Twenty seeds are measured by `npm run bench -- --only overhead`; these two are a watch, one of them at the 95th percentile.
  test.each(['recover', 'drill'] as const)('a %s takes at most five per cent more than it must', async mode => {
    const ratios: number[] = []
    for (const seed of ['s2', 's7']) {
      const { outcome } = await rehearsed({ mode, seed, measureOverhead: true })
      expect(outcome.ending).toBe(mode === 'drill' ? 'DrillPassed' : 'Recovered')
      expect(outcome.idealSeconds).toBeGreaterThan(600)
      ratios.push(outcome.overheadRatio ?? Number.NaN)
    }
    expect(Math.max(...ratios)).toBeLessThanOrEqual(1.05)
    expect(Math.min(...ratios)).toBeGreaterThan(1)
  })
})

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

describe('people', () => {
  test('who reject before anything was made: refused, and nothing was touched', async () => {
    const { run, outcome } = await playedOnce({ approving: { kind: 'reject' } })

    expect(outcome).toMatchObject({ ending: 'Refused', leftovers: [], retained: [] })
    expect(outcome.cause).toContain('lead@example.com')
    expect(clusterNames(run.world)).toEqual([clusterId])
    expect(dues(run)).toEqual(ALL_DUES)
  })

  test.each(['reject', 'silence'] as const)(
    '%s at the cutover: the proved cluster is kept, and the next run takes it and is faster',
    async verdict => {
      const stage = await staged({ approving: { kind: 'never' } })
      let firstRun = true
      answering(stage, title => (firstRun && title.startsWith('Move WordPress') ? verdict : 'approve'))
      const first = await played(stage)
      await stage.world.clock.run(stage.world.clock.now() + 5 * MINUTE)
      const stopped = measured(stage, first)

      expect(stopped).toMatchObject({ ending: 'RolledBack', leftovers: [], visitors: { failed: 0 } })
      expect(stopped.retained.map(({ id }) => id)).toEqual([restoredBy(first)])
      expect(stepNamed(stopped, 'quiet')).toBeUndefined()
      expect(secretFields(stage.world).dbClusterIdentifier).toBe(clusterId)
      expect(tagsOf(stage.world, restoredBy(first))[KEEP_UNTIL_TAG]).toMatch(/^2030-03-18T/)
      expect(dues(first)).toEqual(ALL_DUES)

      firstRun = false
      const second = await played(stage, { adopt: first.id })
      await closeStage(stage)
      const outcome = measured(stage, second)
      expect(outcome).toMatchObject({ ending: 'Recovered', leftovers: [] })
      expect(secretFields(stage.world).dbClusterIdentifier).toBe(restoredBy(first))
      expect(outcome.calls.byOperation).not.toHaveProperty('rds:RestoreDBClusterToPointInTime')
      const restoring = (told: Outcome) => span(told, 'restored', 'acceptCutover')
      expect(restoring(outcome)).toBeLessThan(restoring(stopped) / 2)
      expect(outcome.visitors.exportedWrites).toBe(outcome.visitors.lostWrites)
    },
  )
})

/** Seconds from the beginning of one step to the beginning of another. */
function span(outcome: Outcome, from: string, to: string): number {
  const at = (name: string) => Date.parse(stepNamed(outcome, name)?.startedAt ?? '')
  return (at(to) - at(from)) / 1000
}

describe('adopting a cluster', () => {
  test('that no run has left: the run ends and makes nothing', async () => {
    const { run, outcome } = await playedOnce({ input: { adopt: 'database-corruption-20300303T0100' } })

    expect(outcome).toMatchObject({ ending: 'RolledBack', leftovers: [], retained: [] })
    expect(outcome.cause).toContain('database-corruption-20300303T0100 has left no cluster')
    expect(clusterNames(run.world)).toEqual([clusterId])
    expect(dues(run)).toEqual(ALL_DUES)
  })

  test('that nobody keeps on purpose, and so was not proved: it is refused by name, and left as it is', async () => {
    const stage = await staged({ approving: { kind: 'never' } })
    answering(stage, title => (title.startsWith('Move WordPress') ? 'reject' : 'approve'))
    const first = await played(stage)
    await stage.world.clock.run(stage.world.clock.now() + 2 * MINUTE)
    const ResourceName = clusterNamed(stage.world, restoredBy(first))?.DBClusterArn
    expect(ResourceName).toBeDefined()
    const forget = new RemoveTagsFromResourceCommand({ ResourceName, TagKeys: [KEEP_UNTIL_TAG] })
    stage.world.clock.after(0, () => clientFor(RDSClient, administrator(stage.world)).send(forget))
    await stage.world.clock.run(stage.world.clock.now() + 2 * MINUTE)
    const before = tagsOf(stage.world, restoredBy(first))
    expect(before).not.toHaveProperty([KEEP_UNTIL_TAG])
    const second = await played(stage, { adopt: first.id })
    await closeStage(stage)

    const outcome = measured(stage, second)
    expect(outcome.ending).toBe('RolledBack')
    expect(outcome.cause).toContain('the earlier run did not keep it on purpose')
    expect(tagsOf(stage.world, restoredBy(first))).toEqual(before)
    expect(dues(second)).toEqual(ALL_DUES)
  })

  test('that holds another moment: it is refused, and stays kept for its own run', async () => {
    const stage = await staged({ approving: { kind: 'never' } })
    answering(stage, title => (title.startsWith('Move WordPress') ? 'reject' : 'approve'))
    const first = await played(stage)
    await stage.world.clock.run(stage.world.clock.now() + 2 * MINUTE)
    const second = await played(stage, { adopt: first.id, restoreTo: '2030-03-04T06:40:00Z' })
    await closeStage(stage)

    const outcome = measured(stage, second)
    expect(outcome).toMatchObject({ ending: 'RolledBack', leftovers: [] })
    expect(outcome.cause).toContain('cannot stand in for a restore to 2030-03-04T06:40:00Z')
    expect(tagsOf(stage.world, restoredBy(first))).toMatchObject({ 'muster:run': first.id })
    expect(tagsOf(stage.world, restoredBy(first))).toHaveProperty([KEEP_UNTIL_TAG])
  })
})

describe('two runs on one platform', () => {
  test('a second real run is refused and told who holds the platform; the first goes on unharmed', async () => {
    const stage = await staged()
    const first = startRun(stage)
    await untilStep(first, 'available')
    await stage.world.clock.run(stage.world.clock.now() + MINUTE)
    const second = await played(stage)

    const refused = measured(stage, second)
    expect(refused.ending).toBe('Refused')
    expect(refused.cause).toContain(`is held by run ${first.id}`)
    expect(dues(second)).toMatchObject({ record: true, report: true, told: true, lockIsFree: false })

    await ended(first)
    await closeStage(stage)
    expect(measured(stage, first)).toMatchObject({ ending: 'Recovered', leftovers: [] })
    expect(dues(first)).toEqual(ALL_DUES)
  })

  test('a drill that finds a real run at work is skipped, and nobody is alarmed', async () => {
    const stage = await staged()
    const real = startRun(stage)
    await untilStep(real, 'available')
    await stage.world.clock.run(stage.world.clock.now() + MINUTE)
    const drill = await played(stage, {}, 'drill')

    expect(drill.execution.status).toBe('SUCCEEDED')
    expect(measured(stage, drill)).toMatchObject({ ending: 'Skipped', retained: [] })
    await ended(real)
    expect(measured(stage, real).ending).toBe('Recovered')
  })

  test('a real run takes the platform from a drill, which tidies up and yields', async () => {
    const stage = await staged({ mode: 'drill' })
    const drill = startRun(stage)
    await untilStep(drill, 'available')
    disasterFor('database-corruption').strike(stage.world)
    const damagedAt = new Date(stage.world.clock.now()).toISOString()
    await stage.world.clock.run(stage.world.clock.now() + MINUTE)
    const real = await played(stage, { damagedAt }, 'recover')
    await ended(drill)
    await closeStage(stage)

    expect(measured(stage, real)).toMatchObject({ ending: 'Recovered' })
    expect(measured(stage, drill)).toMatchObject({ ending: 'Skipped', retained: [] })
    expect(clusterNames(stage.world).filter(name => name.includes('-dri-'))).toEqual([])
    expect(dues(real)).toEqual(ALL_DUES)
    expect(dues(drill)).toEqual(ALL_DUES)
  })
})

test('an undo that is denied is named as a leftover: record, report and message say so, and the platform is free', async () => {
  const { run, outcome } = await playedOnce({ faults: ['writer-fails', 'denied@rds:DeleteDBCluster'] })

  expect(outcome.ending).toBe('RollbackIncomplete')
  expect(outcome.cause).toContain('Not undone: Delete the restored cluster')
  expect(outcome.leftovers).toEqual([`cluster ${restoredBy(run)}`])
  expect(contentOf(run.world, evidenceBucket).get(reportKeys(run.id).markdown)).toContain(
    '## Not undone: somebody must',
  )
  expect(dues(run)).toEqual(ALL_DUES)
})
