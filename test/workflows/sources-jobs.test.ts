// A restore job that fails, cannot be cancelled, or meets a cluster in its way.
import { describe, expect, jest, test } from '@jest/globals'
import { restoredClusterId } from '../../domain/run.ts'
import { closeStage, ended, type Stage, startRun, startUnwind } from '../../sandbox/stage.ts'
import { clustersOf } from '../../sandbox/world/backup-resources.ts'
import { ALL_DUES, clusterId, clusterNames, dues, measured, played, staged, tagsOf, untilStep } from '../rehearsing.ts'
import { MINUTE, restoredBy } from './database-corruption-runs.ts'
import { fromPoint, jobsOf, pointsOf, prepared, role } from './sources-runs.ts'

// A rehearsal takes a second or two; the machine may be busy.
jest.setTimeout(180_000)

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
