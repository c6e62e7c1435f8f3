// Bad data reaches the database, and the restore starts from a recovery point or a snapshot: every way that may go.
import { describe, expect, jest, test } from '@jest/globals'
import { restoredClusterId } from '../../domain/run.ts'
import type { RehearsalRequest } from '../../sandbox/rehearsal.ts'
import { closeStage, ended, type Run, type Stage, startRun, startUnwind } from '../../sandbox/stage.ts'
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
  playedOnce,
  rehearsed,
  secretFields,
  staged,
  stepNamed,
  tagsOf,
  untilStep,
} from '../rehearsing.ts'

// A rehearsal takes a second or two; the machine may be busy.
jest.setTimeout(180_000)
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const { vault, restoreRole } = platform.database
const role = `arn:aws:iam::${platform.account}:role/${restoreRole}`
const restoredBy = ({ id }: Run, mode: 'recover' | 'drill' = 'recover') => restoredClusterId({ id, mode }, clusterId)
const fromPoint = { input: { from: 'recovery-point' } }

/** Points of the vault, the newest first. */
const pointsOf = ({ world }: Stage) =>
  world.region.backup.recoveryPoints(vault).toSorted((a, b) => b.createdAt - a.createdAt)

const jobsOf = ({ world }: Stage) => world.region.backup.restoreJobs()

/** One run on a stage that was prepared, and what it came to. */
async function prepared(prepare: (stage: Stage) => void, given: Partial<RehearsalRequest> = fromPoint) {
  const stage = await staged(given)
  prepare(stage)
  const run = await played(stage)
  await closeStage(stage)
  return { stage, run, outcome: measured(stage, run) }
}

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

describe('what is restored from', () => {
  test('cold, partial, expired, expiring and infected points are passed over, and people are told why', async () => {
    const { stage, outcome } = await prepared(each => {
      const { backup } = each.world.region
      const [newest, second, third, fourth, fifth] = pointsOf(each).map(({ arn }) => arn)
      backup.alter(newest ?? '', { status: 'PARTIAL', message: 'two of three parts' })
      backup.alter(second ?? '', { status: 'EXPIRED' })
      backup.alter(third ?? '', { lifecycle: { coldAfterDays: 1 } })
      backup.alter(fourth ?? '', { findings: ['MALWARE'] })
      backup.alter(fifth ?? '', { lifecycle: { deleteAfterDays: 5 - 0.8 } })
    })

    const [newest, second, third, fourth, fifth, sixth] = pointsOf(stage).map(({ arn }) => arn.split(':').at(-1))
    expect(outcome.ending).toBe('Recovered')
    expect(jobsOf(stage).map(({ point }) => point.arn.split(':').at(-1))).toEqual([sixth])
    const result = stage.timeline.results('choose-recovery-point')[0] as { reason: string; passedOver: string[] }
    expect(result.passedOver).toEqual([
      expect.stringMatching(`${newest} is PARTIAL: two of three parts`),
      expect.stringMatching(`${second} is EXPIRED`),
      expect.stringMatching(`${third} is in cold storage`),
      expect.stringMatching(`${fourth} is infected`),
      expect.stringMatching(`${fifth} expires at`),
    ])
    // Whoever accepts the loss reads it.
    expect(stage.messages.join()).toContain('two of three parts')
  })

  test('a point that was asked for by name is the one, if it can be used', async () => {
    let arn = ''
    const stage = await staged()
    arn = pointsOf(stage)[3]?.arn ?? ''
    const run = await played(stage, { from: 'recovery-point', point: arn })

    expect(measured(stage, run).ending).toBe('Recovered')
    expect(jobsOf(stage).map(({ point }) => point.arn)).toEqual([arn])
  })

  test('a snapshot that was asked for by name is the one', async () => {
    const point = `arn:aws:rds:us-east-1:${platform.account}:cluster-snapshot:${clusterId}-before-plugin-upgrade`
    const { run, outcome } = await playedOnce({ input: { from: 'snapshot', point } })

    expect(outcome.ending).toBe('Recovered')
    expect(tagsOf(run.world, restoredBy(run))['muster:restore-moment']).toBe('2030-03-01T16:00:00Z')
  })

  test.each([
    ['recovery-point', 'in the vault', `arn:aws:rds:us-east-1:${platform.account}:cluster-snapshot:awsbackup:job-none`],
    ['snapshot', `snapshots of ${clusterId}`, `arn:aws:rds:us-east-1:${platform.account}:cluster-snapshot:none`],
  ])('a %s by a name that is not there: nothing is touched', async (from, where, point) => {
    const { run, outcome } = await playedOnce({ input: { from, point } })

    expect(outcome).toMatchObject({ ending: 'Refused', leftovers: [] })
    expect(outcome.cause).toContain('RequestInvalid')
    expect(outcome.cause).toContain(where)
    expect(dues(run)).toEqual(ALL_DUES)
  })

  test('nothing that can be used: nothing is touched, and each reason is told', async () => {
    const { outcome } = await prepared(each => {
      for (const { arn } of pointsOf(each)) each.world.region.backup.alter(arn, { findings: ['MALWARE'] })
    })

    expect(outcome).toMatchObject({ ending: 'Refused', leftovers: [] })
    expect(outcome.cause).toContain('none can be used; restore from another source')
    expect(outcome.cause).toContain('is infected')
  })

  test('a point in time has no name: the request is refused', async () => {
    const point = `arn:aws:rds:us-east-1:${platform.account}:cluster-snapshot:any`
    const { outcome } = await playedOnce({ input: { point } })

    expect(outcome.ending).toBe('Refused')
    expect(outcome.cause).toContain('a restore from point-in-time starts from none')
  })
})

describe('a restore job that does not do its work', () => {
  test('that fails: the run ends with its message, and nothing is left', async () => {
    const { stage, run, outcome } = await prepared(({ world }) =>
      world.lifecycle.override({ transition: 'backup.restore.pending', outcome: 'failed' }),
    )

    expect(outcome).toMatchObject({ ending: 'RolledBack', leftovers: [], retained: [] })
    expect(outcome.cause).toMatch(/RestoreFailed.*is FAILED: An internal error occurred/)
    expect(clusterNames(stage.world)).toEqual([clusterId])
    expect(dues(run)).toEqual(ALL_DUES)
  })

  test('that is aborted by AWS, with its cluster already there: the cluster is taken away', async () => {
    const { stage, outcome } = await prepared(({ world }) =>
      world.lifecycle.override({ transition: 'backup.restore.completing', outcome: 'aborted' }),
    )

    expect(outcome).toMatchObject({ ending: 'RolledBack', leftovers: [] })
    expect(outcome.cause).toContain('is ABORTED')
    expect(clusterNames(stage.world)).toEqual([clusterId])
  })

  test('whose cluster ends broken: it is found without any tag of the run, and taken away', async () => {
    const { stage, outcome } = await prepared(() => undefined, { ...fromPoint, faults: ['restore-fails'] })

    expect(outcome).toMatchObject({ ending: 'RolledBack', leftovers: [] })
    expect(outcome.cause).toContain('incompatible-restore')
    expect(clusterNames(stage.world)).toEqual([clusterId])
  })

  test('whose role may not restore: the run ends with what the role lacks', async () => {
    const { outcome } = await prepared(({ world }) => {
      const known = world.cloud.iam.role(role)
      if (known) world.cloud.iam.addRole({ ...known, statements: [] })
    })

    expect(outcome).toMatchObject({ ending: 'RolledBack', leftovers: [] })
    expect(outcome.cause).toContain('is not authorized to perform: rds:RestoreDBClusterFromSnapshot')
  })

  test('that never ends: the run gives up, and names what it could not undo', async () => {
    const { outcome } = await prepared(({ world }) =>
      world.lifecycle.override({ transition: 'backup.restore.pending', outcome: 'stuck' }),
    )

    expect(outcome.ending).toBe('RollbackIncomplete')
    expect(outcome.cause).toContain('Not undone: Delete what the restore job makes')
  })
})

describe('a job cannot be cancelled', () => {
  test.each([
    ['before it has begun its work', { transition: 'backup.restore.pending', seconds: 600 }],
    ['while it works', { transition: 'rds.cluster.creating', seconds: 600 }],
    ['when its cluster is there and nobody knows', { transition: 'backup.restore.completing', seconds: 600 }],
  ] as const)('an abort %s: its cluster is deleted as soon as it can be', async (_, slow) => {
    const { stage, run, outcome } = await prepared(({ world }) => world.lifecycle.override(slow), {
      ...fromPoint,
      faults: ['operator-aborts@made'],
    })

    expect(outcome).toMatchObject({ ending: 'RolledBack', leftovers: [], retained: [], denied: [] })
    expect(jobsOf(stage).map(({ status }) => status)).not.toContain('RUNNING')
    expect(clusterNames(stage.world)).toEqual([clusterId])
    expect(dues(run)).toEqual(ALL_DUES)
  })

  test.each(['job', 'made', 'restored', 'available'])(
    'a run that is stopped from outside at %s is unwound, and its job is waited out',
    async step => {
      const stage = await staged(fromPoint)
      stage.world.lifecycle.override({ transition: 'backup.restore.pending', seconds: 200 })
      const run = startRun(stage)
      await untilStep(run, step)
      stage.world.engine.stopExecution(run.execution.arn, { error: 'Somebody', cause: 'stopped it in the console' })
      await stage.world.clock.run(stage.world.clock.now() + MINUTE)
      const unwound = { ...startUnwind(stage, run, 'stopped in the console'), before: run.before }
      await ended(unwound)
      await closeStage(stage)

      expect(measured(stage, unwound)).toMatchObject({ ending: 'RolledBack', leftovers: [], retained: [] })
      expect(clusterNames(stage.world)).toEqual([clusterId])
    },
  )

  test.each([
    'response-lost@backup:StartRestoreJob',
    'late-effect@backup:StartRestoreJob',
    'throttled@backup:StartRestoreJob',
  ])('%s: there is one job, and the run goes on with it', async fault => {
    const { stage, outcome } = await prepared(() => undefined, { ...fromPoint, faults: [fault] })

    expect(outcome).toMatchObject({ ending: 'Recovered', leftovers: [] })
    expect(jobsOf(stage)).toHaveLength(1)
  })
})

describe('a cluster in the way', () => {
  test('that has the name which the run would give: it is not touched, and the run ends', async () => {
    const stage = await staged(fromPoint)
    const { world } = stage
    const id = restoredClusterId({ id: runIdNow(stage), mode: 'recover' }, clusterId)
    const [source] = clustersOf(world.region)
    const restore = world.region.rds.service.operations.RestoreDBClusterFromSnapshot
    const SnapshotIdentifier = pointsOf(stage)[0]?.arn
    restore?.run(
      {
        DBClusterIdentifier: id,
        SnapshotIdentifier,
        Engine: 'aurora-mysql',
        DBSubnetGroupName: source?.DBSubnetGroup,
      },
      {} as never,
    )
    await world.clock.run(world.clock.now() + 20_000)
    const run = await played(stage)
    await closeStage(stage)

    expect(restoredBy(run)).toBe(id)
    const outcome = measured(stage, run)
    expect(outcome.ending).toBe('RolledBack')
    expect(outcome.cause).toContain('NameTaken')
    expect(clusterNames(world)).toEqual([clusterId, id])
    expect(tagsOf(world, id)).toEqual({})
  })
})

/** Runs are named after the minute in which they start. */
const runIdNow = ({ world }: Stage): string =>
  `database-corruption-${new Date(world.clock.now()).toISOString().slice(0, 16).replace(/[-:]/g, '')}`

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
