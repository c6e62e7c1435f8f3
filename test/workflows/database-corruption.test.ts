// Bad data reaches the database: what the person on call is promised of a recovery and of a drill.
import { beforeAll, describe, expect, jest, test } from '@jest/globals'
import { reportKeys } from '../../domain/control-records.ts'
import { KEEP_REASON_TAG, KEEP_UNTIL_TAG } from '../../domain/run.ts'
import type { Outcome } from '../../sandbox/rehearsal.ts'
import { closeStage, type Run, type Stage } from '../../sandbox/stage.ts'
import { expectGolden } from '../golden.ts'
import { outcomeSchema } from '../outcome-schema.ts'
import {
  ALL_DUES,
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
} from '../rehearsing.ts'
import { timelineText } from '../timeline-text.ts'
import { MINUTE, restoredBy } from './database-corruption-runs.ts'

// A rehearsal takes a second or two; the machine may be busy.
jest.setTimeout(90_000)
const { evidenceBucket } = platform.muster

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
