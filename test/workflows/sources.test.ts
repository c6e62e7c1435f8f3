// Bad data reaches the database, and the restore starts from a recovery point or a snapshot: what is promised.
import { describe, expect, jest, test } from '@jest/globals'
import { closeStage, type Stage } from '../../sandbox/stage.ts'
import { clustersOf } from '../../sandbox/world/backup-resources.ts'
import {
  ALL_DUES,
  answering,
  clusterId,
  clusterNames,
  dues,
  measured,
  platform,
  played,
  rehearsed,
  secretFields,
  staged,
  stepNamed,
  tagsOf,
} from '../rehearsing.ts'
import { MINUTE, restoredBy } from './database-corruption-runs.ts'
import { fromPoint, jobsOf, prepared, role, vault } from './sources-runs.ts'

// A rehearsal takes a second or two; the machine may be busy.
jest.setTimeout(180_000)
const DAY = 24 * 60 * MINUTE

describe('a calm recovery', () => {
  test.each([
    ['recovery-point', ['backup:StartRestoreJob'], /^backup awsbackup:job-/],
    ['snapshot', ['rds:RestoreDBClusterFromSnapshot'], /^backup rds:wordpress-prod-aurora-2030-03-04-02-07/],
  ] as const)(
    'from a %s keeps the promise of that source, loses no time, and leaves nothing behind',
    async (from, operations, reason) => {
      const { outcome } = await rehearsed({ seed: 'muster', input: { from }, measureOverhead: true })

      expect(outcome).toMatchObject({ ending: 'Recovered', cause: '', denied: [], leftovers: [] })
      expect(outcome.objectives).toMatchObject({
        rto: { promisedSeconds: 3600, met: true },
        rpo: { promisedSeconds: 24 * 3600, met: true },
      })
      // Last night's: hours of writes are not in it, and were exported as far as the damage has left them.
      expect(outcome.objectives.rpo.achievedSeconds).toBeGreaterThan(4 * 3600)
      expect(outcome.visitors.exportedWrites).toBeGreaterThan(1000)
      expect(outcome.visitors.healthyAtEnd).toBe(true)
      expect(outcome.parity).toMatchObject({ unexplained: 0 })
      expect(outcome.overheadRatio).toBeLessThanOrEqual(1.05)
      expect(stepNamed(outcome, 'moment')?.said).toMatch(reason)
      for (const operation of operations) expect(outcome.calls.byOperation[operation]).toBe(1)
      expect(outcome.calls.byOperation).not.toHaveProperty('rds:RestoreDBClusterToPointInTime')
    },
  )

  test('from a continuous recovery point goes back to the second before the damage', async () => {
    let point = ''
    const { stage, run, outcome } = await prepared(each => {
      point = continuousPoint(each)
    })

    expect(outcome).toMatchObject({ ending: 'Recovered', leftovers: [], denied: [] })
    expect(outcome.objectives.rpo.achievedSeconds).toBeLessThan(20)
    expect(outcome.visitors.exportedWrites).toBe(outcome.visitors.lostWrites)
    expect(tagsOf(stage.world, restoredBy(run))).toMatchObject({
      'muster:restore-moment': '2030-03-04T06:58:29Z',
      Component: 'database',
    })
    expect(jobsOf(stage)).toMatchObject([
      { point: { arn: point }, metadata: { RestoreToTime: '2030-03-04T06:58:29Z' }, status: 'COMPLETED' },
    ])
    expect(jobsOf(stage)[0]?.metadata).not.toHaveProperty('EngineVersion')
  })

  test('says every setting that AWS Backup takes, echoes no null, and sets the scaling before any instance', async () => {
    const { stage, run, outcome } = await prepared(() => undefined)

    expect(outcome.ending).toBe('Recovered')
    expect(jobsOf(stage)[0]?.metadata).toEqual({
      DBClusterIdentifier: restoredBy(run),
      Engine: 'aurora-mysql',
      EngineMode: 'provisioned',
      EngineVersion: '8.0.mysql_aurora.3.08.2',
      Port: '3306',
      DBSubnetGroupName: 'wordpress-prod-database',
      VpcSecurityGroupIds: '["sg-0a1b2c3d4e5f60d00"]',
      DBClusterParameterGroupName: 'wordpress-prod-aurora-mysql8',
      KmsKeyId: platform.database.kmsKeyId,
      BacktrackWindow: '0',
      EnableIAMDatabaseAuthentication: 'true',
      EnableCloudwatchLogsExports: '["audit","error","slowquery"]',
      CopyTagsToSnapshot: 'true',
    })
    expect(stepNamed(outcome, 'scaling')?.said).toContain('changed true')
    expect(Date.parse(stepNamed(outcome, 'scaled')?.endedAt ?? '')).toBeLessThanOrEqual(
      Date.parse(stepNamed(outcome, 'created')?.startedAt ?? ''),
    )
    const restored = clustersOf(stage.world.region).find(each => each.DBClusterIdentifier === restoredBy(run))
    expect(restored).toMatchObject({ StorageType: 'aurora-iopt1', DeletionProtection: true })
  })
})

function continuousPoint({ world }: Stage): string {
  const [source] = clustersOf(world.region)
  return world.region.backup.seedRecoveryPoint({
    vaultName: vault,
    resource: { arn: source?.DBClusterArn ?? '', type: 'Aurora', tags: { Component: 'database' }, sizeBytes: 1 },
    createdAt: world.clock.now() - DAY,
    continuousOf: source?.DbClusterResourceId ?? '',
    roleArn: role,
    snapshot: () => ({ content: undefined, restoreMetadata: {} }),
  })
}

describe('a drill', () => {
  test.each(['recovery-point', 'snapshot'])(
    'from a %s proves itself and takes everything away; production is untouched',
    async from => {
      const stage = await staged({ mode: 'drill', input: { from } })
      const secretBefore = secretFields(stage.world)
      const run = await played(stage)
      await closeStage(stage)

      const outcome = measured(stage, run)
      expect(outcome).toMatchObject({ ending: 'DrillPassed', cause: '', denied: [], leftovers: [], retained: [] })
      expect(clusterNames(stage.world)).toEqual([clusterId])
      expect(secretFields(stage.world)).toEqual(secretBefore)
      expect(outcome.visitors).toMatchObject({ failed: 0, wrong: 0, lostWrites: 0 })
      expect(dues(run)).toEqual(ALL_DUES)
    },
  )

  test('loses little time when it starts from a recovery point', async () => {
    const { outcome } = await rehearsed({ seed: 'muster', mode: 'drill', ...fromPoint, measureOverhead: true })

    expect(outcome.ending).toBe('DrillPassed')
    expect(outcome.overheadRatio).toBeLessThanOrEqual(1.05)
  })
})

describe('what was restored from a recovery point and proved', () => {
  test('is kept when people say no to the cutover, and adopted by the next run without another job', async () => {
    const stage = await staged({ ...fromPoint, approving: { kind: 'never' } })
    let refuse = true
    answering(stage, title => (refuse && title.startsWith('Move WordPress') ? 'reject' : 'approve'))
    const first = await played(stage)
    await stage.world.clock.run(stage.world.clock.now() + 2 * MINUTE)
    expect(measured(stage, first)).toMatchObject({ ending: 'RolledBack', leftovers: [] })
    expect(measured(stage, first).retained.map(({ id }) => id)).toContain(restoredBy(first))

    refuse = false
    const second = await played(stage, { ...fromPoint.input, adopt: first.id })
    await closeStage(stage)
    expect(measured(stage, second)).toMatchObject({ ending: 'Recovered', leftovers: [] })
    expect(jobsOf(stage)).toHaveLength(1)
    expect(secretFields(stage.world).dbClusterIdentifier).toBe(restoredBy(first))
  })
})
