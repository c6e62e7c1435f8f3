// Choosing a recovery point or a snapshot, and the verbs around a restore job, each with exactly its own permissions.
import { describe, expect, test } from '@jest/globals'
import { run as checkRestoreJob } from '../../lambdas/check-restore-job/handler.ts'
import { run as chooseRecoveryPoint } from '../../lambdas/choose-recovery-point/handler.ts'
import { run as chooseSnapshot } from '../../lambdas/choose-snapshot/handler.ts'
import { run as claimCluster } from '../../lambdas/claim-cluster/handler.ts'
import { run as startRestoreJob } from '../../lambdas/start-restore-job/handler.ts'
import { run as sweepRestoreJob } from '../../lambdas/sweep-restore-job/handler.ts'
import {
  arnOf,
  type DatabaseWorld,
  database,
  databaseWorld,
  describe_,
  failure,
  minutes,
  restoredId,
  SOURCE,
} from './database-world.ts'

interface Chosen {
  readonly moment: string
  readonly reason: string
  readonly point: { readonly arn: string; readonly kind: string }
}

interface Started {
  readonly id: string
  readonly arn: string
  readonly adopted: boolean
  readonly job: string
}

const wanted = { damagedAt: null, restoreTo: null, named: null }

async function choosing(world: DatabaseWorld, more: object = {}) {
  await world.pass(minutes(20))
  const source = await describe_(world)
  const { arn, id, engineVersion, backupRetention, restorable: window } = source
  const point = { vault: database.vault, source: { arn, engineVersion }, window, ...wanted, ...more }
  const snapshot = { source: { id, engineVersion, backupRetention }, window, ...wanted, ...more }
  return { source, point, snapshot }
}

describe('The newest that can be used', () => {
  test('is found whatever the size of a page', async () => {
    const whole = databaseWorld('pages')
    const paged = databaseWorld('pages', { pageSize: 1 })
    const asked = await choosing(whole)
    await choosing(paged)
    for (const [verb, input] of [
      [chooseRecoveryPoint, asked.point],
      [chooseSnapshot, asked.snapshot],
    ] as const) {
      const chosen = await whole.call<Chosen>(verb, input)
      expect(await paged.call(verb, input)).toEqual(chosen)
      expect(Date.parse(chosen.moment)).toBeGreaterThan(Date.parse('2030-03-03T00:00:00Z'))
    }
  })

  test('is looked at closely, since the list tells no storage class: a cold one is passed over', async () => {
    const world = databaseWorld()
    const { point } = await choosing(world)
    const first = await world.call<Chosen>(chooseRecoveryPoint, point)
    world.region.backup.alter(first.point.arn, { lifecycle: { coldAfterDays: 0.5 } })
    const second = await world.call<Chosen>(chooseRecoveryPoint, point)
    expect(second.point.arn).not.toBe(first.point.arn)
    expect(second.reason).toContain('is in cold storage')
  })

  test('is told apart from one that was asked for and is not there', async () => {
    const world = databaseWorld()
    const { point, snapshot } = await choosing(world, { named: 'arn:aws:rds:us-east-1:1:cluster-snapshot:none' })
    expect(await failure(world.call(chooseRecoveryPoint, point))).toMatch(/^RequestInvalid: .*point: recovery points/)
    expect(await failure(world.call(chooseSnapshot, snapshot))).toMatch(/^RequestInvalid: .*point: snapshots of/)
    for (const each of world.region.backup.recoveryPoints()) world.region.backup.alter(each.arn, { status: 'EXPIRED' })
    expect(await failure(world.call(chooseRecoveryPoint, { ...point, named: null }))).toMatch(/^Missing: .*is EXPIRED/s)
  })
})

describe('A restore job', () => {
  /** A run keeps its beginning; the helpers of these tests give every call a new one. */
  async function started(as = {}) {
    const world = databaseWorld()
    const { point, source } = await choosing(world)
    const chosen = await world.call<Chosen>(chooseRecoveryPoint, point)
    const { restoreRole: role, vault } = database
    const input = { source, vault, role, point: chosen.point, moment: chosen.moment, adopt: null }
    const job = await world.call<Started>(startRestoreJob, input, as)
    return { world, input, source, chosen, job }
  }

  test('is started once: a second attempt finds it by what it is to make', async () => {
    const { world, input, job } = await started()
    expect(job).toEqual({ id: restoredId(), arn: arnOf(restoredId()), adopted: false, job: expect.any(String) })
    expect(await world.call(startRestoreJob, input)).toEqual({ ...job, adopted: true })
    expect(world.region.backup.restoreJobs()).toHaveLength(1)
  })

  test('is waited for, and says why it failed', async () => {
    const { world, job } = await started()
    const check = { job: job.job, arn: job.arn }
    expect(await world.call(checkRestoreJob, check)).toMatchObject({
      status: 'pending',
      note: expect.stringContaining('is PENDING, 0.00%'),
    })
    expect(await world.awaited(checkRestoreJob, check)).toMatchObject({ status: 'ready', value: { arn: job.arn } })
    expect(await world.call(checkRestoreJob, { ...check, arn: arnOf('other') })).toMatchObject({
      status: 'failed',
      error: 'RestoreFailed',
    })
    expect(await world.call(checkRestoreJob, { job: null, arn: 'x' })).toMatchObject({ status: 'ready' })
  })

  test('makes nothing that another run, or an older cluster’s run, could claim', async () => {
    const { world, job, source, chosen } = await started()
    await world.awaited(checkRestoreJob, { job: job.job, arn: job.arn })
    const claim = { job, made: job.arn, source, moment: chosen.moment }
    // The cluster has the name that is derived from the first run, and is older than this call's run.
    expect(await failure(world.call(claimCluster, claim, { run: 'second' }))).toMatch(/^NameTaken/)
    expect(await failure(world.call(claimCluster, { ...claim, made: source.arn }))).toMatch(/^PermissionDenied/)
  })

  test.each(['recover', 'drill'] as const)('that was never started leaves nothing to sweep (%s)', async mode => {
    const world = databaseWorld()
    expect(await world.call(sweepRestoreJob, { source: SOURCE }, { mode })).toMatchObject({ status: 'ready' })
  })
})
