// The database verbs against the simulated AWS, each with no more permissions than its contract asks for.
import { describe, expect, test } from '@jest/globals'
import { run as acquireLock } from '../../lambdas/acquire-lock/handler.ts'
import { run as checkCluster } from '../../lambdas/check-cluster/handler.ts'
import { run as checkClusterGone } from '../../lambdas/check-cluster-gone/handler.ts'
import { run as checkInstances } from '../../lambdas/check-instances/handler.ts'
import { run as checkWindow } from '../../lambdas/check-window/handler.ts'
import { run as compareConfiguration } from '../../lambdas/compare-configuration/handler.ts'
import { run as createInstances } from '../../lambdas/create-instances/handler.ts'
import { run as discardCluster } from '../../lambdas/discard-cluster/handler.ts'
import { run as preflightDatabase } from '../../lambdas/preflight-database/handler.ts'
import { run as preflightSecrets } from '../../lambdas/preflight-secrets/handler.ts'
import { run as rebootInstances } from '../../lambdas/reboot-instances/handler.ts'
import { run as repairConfiguration } from '../../lambdas/repair-configuration/handler.ts'
import { run as restoreCluster } from '../../lambdas/restore-cluster/handler.ts'
import { run as retainCluster } from '../../lambdas/retain-cluster/handler.ts'
import { run as retainRestored } from '../../lambdas/retain-restored/handler.ts'
import { run as setClusterScaling } from '../../lambdas/set-cluster-scaling/handler.ts'
import {
  arnOf,
  database,
  databaseWorld,
  describe_,
  failure,
  minutes,
  restored,
  restoredId,
  SOURCE,
  serving,
} from './database-world.ts'

/** A world in which the cluster has been backed up for half an hour. */
async function settledWorld() {
  const world = databaseWorld()
  await world.pass(minutes(30))
  return world
}

describe('Before anything is touched', () => {
  test('a healthy platform has no blockers', async () => {
    const world = await settledWorld()
    const { blockers, notes } = await world.call<Preflight>(preflightDatabase, { database })
    expect(blockers).toEqual([])
    expect(notes.join()).toMatch(/may only SELECT/)
    expect((await world.call<Preflight>(preflightSecrets, { database })).blockers).toEqual([])
  })

  test('everything that would stop the run later is found at once', async () => {
    const world = databaseWorld()
    world.region.kms.change(database.kmsKeyId, 'Disabled')
    world.sql("ALTER USER 'muster_reader'@'%' IDENTIFIED BY 'another password'")
    const { blockers } = await world.call<Preflight>(preflightDatabase, { database })
    expect(blockers).toEqual([
      expect.stringMatching(/^backups: .* has no restorable window/),
      expect.stringMatching(/^reader: the database refuses the account in wordpress-prod.database-reader/),
      expect.stringMatching(/^key: .* is Disabled, expected Enabled/),
    ])
  })

  test('what AWS refuses is a finding too, and the other looks go on', async () => {
    const world = await settledWorld()
    const wrong = { ...database, clusterId: 'a-cluster-that-nobody-granted', masterSecret: 'wordpress-prod/none' }
    const onDatabase = await world.call<Preflight>(preflightDatabase, { database: wrong })
    expect(onDatabase.blockers).toEqual([expect.stringMatching(/^the cluster could not be looked at: AccessDenied/)])
    const onSecrets = await world.call<Preflight>(preflightSecrets, { database: wrong })
    expect(onSecrets.blockers).toEqual([
      expect.stringMatching(/^the secret wordpress-prod.none could not be looked at: AccessDenied/),
    ])
  })

  test('a region that does not answer is an error, since nothing was found out', async () => {
    const world = databaseWorld()
    world.cloud.dark.add('us-east-1')
    expect(await failure(world.call(preflightDatabase, { database }))).toMatch(/^Unavailable/)
  })

  test('the restorable window is waited for, and a moment that fell out of it is a failure', async () => {
    const world = await settledWorld()
    const soon = world.now()
    expect(await world.call(checkWindow, { cluster: SOURCE, moment: soon })).toMatchObject({ status: 'pending' })
    expect(await world.awaited(checkWindow, { cluster: SOURCE, moment: soon })).toMatchObject({ status: 'ready' })
    const old = await world.call(checkWindow, { cluster: SOURCE, moment: '2029-01-01T00:00:00Z' })
    expect(old).toMatchObject({ status: 'failed', error: 'RequestInvalid' })
  })
})

describe('Restoring beside the damaged cluster', () => {
  test('the restored cluster and its members equal the source once they are repaired', async () => {
    const world = await settledWorld()
    const { id, source } = await serving(world, { readers: true })
    const compare = (strict: boolean) => world.call<Compared>(compareConfiguration, { source, cluster: id, strict })
    const first = await compare(false)
    expect(first.checked).toBeGreaterThan(40)
    expect(first.repairable).toEqual(['maintenanceWindow', 'deletionProtection', 'roles'])
    expect(await failure(compare(true))).toMatch(/ConfigurationDiffers.*deletionProtection/s)

    const { repaired } = await world.call<{ repaired: string[] }>(repairConfiguration, { source, cluster: id })
    expect(repaired).toEqual(first.repairable)
    await world.awaited(checkCluster, { cluster: id })
    const last = await compare(true)
    expect(last).toMatchObject({ unexplained: 0, repairable: [], differences: [] })
    expect(await world.call(repairConfiguration, { source, cluster: id })).toMatchObject({ repaired: [] })
  })

  test('a retry adopts what its predecessor made, and a foreign cluster of that name is not touched', async () => {
    const world = await settledWorld()
    const source = await describe_(world)
    const input = { source, moment: source.restorable.latest, adopt: null }
    expect(await world.call(restoreCluster, input)).toEqual({
      id: restoredId(),
      arn: arnOf(restoredId()),
      adopted: false,
    })
    await world.awaited(checkCluster, { cluster: restoredId() })
    expect(await world.call(restoreCluster, input)).toMatchObject({ adopted: true })
  })

  test('a cluster of that name without the tag of the run is neither used nor changed', async () => {
    const world = await settledWorld()
    const source = await describe_(world)
    const { rds } = world.region
    const theirs = { id: restoredId('late'), database: rds.database(SOURCE), masterUser: 'admin', instances: [] }
    const { subnetGroup, securityGroups, parameterGroup, kmsKeyId } = source
    const instanceParameterGroup = source.members[0]?.parameterGroup ?? ''
    rds.seedCluster({
      ...theirs,
      subnetGroup,
      securityGroups,
      parameterGroup,
      instanceParameterGroup,
      kmsKeyArn: kmsKeyId ?? '',
    })
    const late = { run: 'late' }
    const input = { source, moment: source.restorable.latest, adopt: null }
    expect(await failure(world.call(restoreCluster, input, late))).toMatch(/^NameTaken/)
    const scaling = { min: 1, max: 2, autoPause: null }
    expect(await failure(world.call(setClusterScaling, { cluster: theirs.id, scaling }, late))).toMatch(/^NameTaken/)
    expect(await world.call(discardCluster, { source: SOURCE }, late)).toEqual({ asked: [], givenBack: [], left: [] })
  })

  test('the answer that was lost does not make a second cluster', async () => {
    const world = await settledWorld()
    const source = await describe_(world)
    let lost = 3
    world.edgeFaults.push(({ operation }) =>
      operation === 'rds:RestoreDBClusterToPointInTime' && lost-- > 0 ? { kind: 'response-lost' } : undefined,
    )
    const input = { source, moment: source.restorable.latest, adopt: null }
    expect(await failure(world.call(restoreCluster, input))).toMatch(/^Unavailable/)
    await world.pass(6000)
    expect(await world.call(restoreCluster, input)).toMatchObject({ id: restoredId(), adopted: true })
  })

  test('an instance that has no room in its zone is made in another', async () => {
    const world = await settledWorld()
    const { id: cluster, source } = await restored(world)
    world.region.rds.exhaust('db.serverless', source.members[0]?.availabilityZone ?? '')
    const made = await world.call<{ instances: string[] }>(createInstances, {
      cluster,
      members: source.members,
      role: 'writer',
    })
    expect(made.instances).toEqual([`${cluster}-1`])
    await world.pass(6000)
    expect(await world.call(createInstances, { cluster, members: source.members, role: 'writer' })).toEqual(made)
    const ready = await world.awaited(checkInstances, { cluster, ...made, role: 'writer', mayNeedReboot: false })
    expect(ready).toMatchObject({ status: 'ready', value: { instances: made.instances, pendingReboot: [] } })
  })

  test('parameters that wait for a reboot hold the check up until the instance was rebooted', async () => {
    const world = await settledWorld()
    const { id: cluster, source } = await serving(world)
    const instances = [`${cluster}-1`]
    world.region.rds.seedParameterGroup({ kind: 'cluster-pg', name: 'another' })
    const other = { ...source, parameterGroup: 'another' }
    await world.call(repairConfiguration, { source: other, cluster })
    await world.awaited(checkCluster, { cluster })
    const check = { cluster, instances, role: 'writer' }
    expect(await world.call(checkInstances, { ...check, mayNeedReboot: false })).toMatchObject({ status: 'pending' })
    expect(await world.awaited(checkInstances, { ...check, mayNeedReboot: true })).toMatchObject({
      value: { pendingReboot: instances },
    })
    expect(await world.call(rebootInstances, { cluster, instances })).toEqual({ rebooted: instances })
    expect(await world.awaited(checkInstances, { ...check, mayNeedReboot: false })).toMatchObject({
      value: { pendingReboot: [] },
    })
    expect(await world.call(rebootInstances, { cluster, instances })).toEqual({ rebooted: [] })
  })

  test('a cluster whose restore fails is reported as failed, and can still be taken away', async () => {
    const world = await settledWorld()
    const source = await describe_(world)
    world.lifecycle.override({ transition: 'rds.cluster.creating', outcome: 'incompatible-restore' })
    await world.call(restoreCluster, { source, moment: source.restorable.latest, adopt: null })
    const answer = await world.awaited(checkCluster, { cluster: restoredId() })
    expect(answer).toMatchObject({ status: 'failed', error: 'RestoreFailed' })
    await world.call(discardCluster, { source: SOURCE })
    expect(await world.awaited(checkClusterGone, { source: SOURCE })).toMatchObject({ status: 'ready' })
  })
})

describe('Taking it back', () => {
  test('nothing is left of a cluster with members, and the source is untouched', async () => {
    const world = await settledWorld()
    const { id, source } = await serving(world, { readers: true })
    await world.call(repairConfiguration, { source, cluster: id })
    await world.awaited(checkCluster, { cluster: id })
    const { asked } = await world.call<{ asked: string[] }>(discardCluster, { source: SOURCE })
    expect(asked.slice(0, 2)).toEqual([`${id}-2`, `${id}-1`])
    expect(await world.awaited(checkClusterGone, { source: SOURCE })).toMatchObject({ status: 'ready' })
    expect(await world.call(discardCluster, { source: SOURCE })).toEqual({ asked: [], givenBack: [], left: [] })
    const after = await describe_(world)
    expect(after).toEqual({ ...source, restorable: after.restorable })
  })

  test('a restore that has only begun is deleted as soon as AWS allows it, and one that never began is no fault', async () => {
    const world = await settledWorld()
    expect(await world.call(discardCluster, { source: SOURCE })).toEqual({ asked: [], givenBack: [], left: [] })
    const source = await describe_(world)
    await world.call(restoreCluster, { source, moment: source.restorable.latest, adopt: null })
    await world.pass(10_000)
    const { asked, left } = await world.call<{ asked: string[]; left: string[] }>(discardCluster, { source: SOURCE })
    expect({ asked, left: left.join() }).toEqual({ asked: [], left: expect.stringMatching(/still being created/) })
    expect(await world.awaited(checkClusterGone, { source: SOURCE })).toMatchObject({ status: 'ready' })
  })

  test('what was kept by one run is adopted by the next, and given back if that fails', async () => {
    const world = await settledWorld()
    const { id, source, moment } = await serving(world)
    await world.call(acquireLock, {})
    const kept = await world.call<{ retained: { until: string }[] }>(retainRestored, {
      source: SOURCE,
      why: 'proved (twice), kept',
      days: 14,
    })
    const second = { run: 'second' }
    const drill = { run: 'drilled', mode: 'drill' } as const
    expect(await failure(world.call(restoreCluster, { source, moment, adopt: 'first' }, drill))).toMatch(
      /^RequestInvalid/,
    )
    const adopt = (when: string) => world.call(restoreCluster, { source, moment: when, adopt: 'first' }, second)
    expect(await failure(adopt('2030-03-04T01:40:00Z'))).toMatch(/RequestInvalid.*restore-moment/s)
    expect(await adopt(moment)).toEqual({ id, arn: arnOf(id), adopted: true })
    expect(await adopt(moment)).toEqual({ id, arn: arnOf(id), adopted: true })
    const made = await world.call(createInstances, { cluster: id, members: source.members, role: 'writer' }, second)
    expect(made).toEqual({ instances: [`${id}-1`] })

    expect(await world.call(discardCluster, { source: SOURCE }, second)).toEqual({
      asked: [],
      givenBack: [id],
      left: [],
    })
    expect(await world.call(checkClusterGone, { source: SOURCE }, second)).toMatchObject({ status: 'ready' })
    expect(kept.retained[0]?.until).toMatch(/^2030-03-18T/)
    expect(await adopt(moment)).toMatchObject({ adopted: true })
  })

  test('a drill can neither delete nor change the source, whatever it is told', async () => {
    const world = await settledWorld()
    const drill = { mode: 'drill', run: 'exercise' } as const
    const { id } = await restored(world, drill)
    expect(id).toBe(restoredId('exercise', 'drill'))
    expect(
      await failure(
        world.call(setClusterScaling, { cluster: SOURCE, scaling: { min: 1, max: 2, autoPause: null } }, drill),
      ),
    ).toMatch(/^PermissionDenied/)
    expect(
      await failure(world.call(retainCluster, { cluster: SOURCE, why: 'no', days: 1, protect: false }, drill)),
    ).toMatch(/^PermissionDenied/)
    await world.call(discardCluster, { source: SOURCE }, drill)
    expect(await world.awaited(checkClusterGone, { source: SOURCE }, drill)).toMatchObject({ status: 'ready' })
  })
})

interface Preflight {
  readonly blockers: string[]
  readonly notes: string[]
}

interface Compared {
  readonly checked: number
  readonly repairable: string[]
  readonly unexplained: number
  readonly differences: unknown[]
}
