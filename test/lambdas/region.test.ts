// Verbs of a lost region, one by one, in a world of two: what they do while the other region answers, and while it does not.
import { describe, expect, test } from '@jest/globals'
import { keys } from '../../domain/control-records.ts'
import { platformName } from '../../domain/platform.ts'
import { platformAt } from '../../domain/platform-places.ts'
import type { RunRef } from '../../domain/run.ts'
import { run as checkNodes } from '../../lambdas/check-nodes/handler.ts'
import { run as checkTraffic } from '../../lambdas/check-traffic/handler.ts'
import type { Environment } from '../../lambdas/environment.ts'
import { run as fenceHome } from '../../lambdas/fence-home/handler.ts'
import type { Runnable } from '../../lambdas/implement.ts'
import { run as lookAtHome } from '../../lambdas/look-at-home/handler.ts'
import { run as promoteSecrets } from '../../lambdas/promote-secrets/handler.ts'
import { run as replicateSecrets } from '../../lambdas/replicate-secrets/handler.ts'
import { run as restoreTraffic } from '../../lambdas/restore-traffic/handler.ts'
import { run as shiftTraffic } from '../../lambdas/shift-traffic/handler.ts'
import { run as unfenceHome } from '../../lambdas/unfence-home/handler.ts'
import { seedGrant } from '../../sandbox/kubernetes/example.ts'
import { deployments } from '../../sandbox/kubernetes/kinds.ts'
import { makeWorld, type World } from '../../sandbox/world/world.ts'
import { platform } from '../rehearsing.ts'

const view = platformAt('recovery', platform)
const { primary: home, recovery: here } = platform.regions
const { kubernetes, application, recovery } = view
const role = `arn:aws:iam::${platform.account}:role/whoever-tests`
const secrets = [view.database.secret]
const MINUTE = 60_000
const run: RunRef = {
  ...{ id: 'region-failure-20300304T0713', scenario: 'region-failure', mode: 'recover' as const },
  startedAt: '2030-03-04T07:13:00Z',
  executionArn: `arn:aws:states:${here}:${platform.account}:execution:machine:region-failure-20300304T0713`,
}

interface Called {
  readonly world: World
  /** Calls a verb as this run, whose lock it holds. */
  call(verb: Runnable, input: object, step?: string): Promise<Record<string, unknown>>
  pass(minutes: number): Promise<void>
}

/** Whoever tests may do everything, in both regions and both clusters, once EKS has heard of it. */
async function twoRegions(): Promise<Called> {
  const world = makeWorld({
    platform,
    place: 'recovery',
    seed: 'verbs',
    ideal: true,
    begins: Date.parse(run.startedAt),
  })
  const { clock, cloud, region, traffic } = world
  cloud.iam.addRole({
    arn: role,
    trust: ['lambda.amazonaws.com'],
    statements: [{ Effect: 'Allow', Action: ['*'], Resource: ['*'] }],
  })
  for (const place of [world, world.home!]) {
    place.region.eks.grant(place.platform.kubernetes.clusterName, { principalArn: role, kubernetesGroups: ['testers'] })
    const rules = [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }]
    seedGrant(place.kubernetes, 'testers', { group: 'testers', rules })
  }
  const lock = { platform: platformName(platform), owner: run, takenAt: run.startedAt, fence: 1 }
  region.s3.put(view.muster.controlBucket, keys.lock(platformName(platform)), JSON.stringify(lock))
  const environment: Environment = {
    ...{ clock, region: here, accountId: platform.account, chance: () => 0.5, opaqueId: () => 'opaque' },
    settings: {
      CONTROL_BUCKET: view.muster.controlBucket,
      EVIDENCE_BUCKET: view.muster.evidenceBucket,
      PLATFORM: platformName(platform),
    },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    resolve: async name => traffic?.lookUp(name) ?? [],
    requestHandler: cloud.transport,
    credentials: cloud.iam.accessKey(role),
  }
  const call: Called['call'] = async (verb, input, step = 'step') => {
    let over = false
    const done = () => {
      over = true
    }
    const work = verb.run({ run, step, input }, environment)
    work.then(done, done)
    await clock.run(() => over)
    return (await work) as Record<string, unknown>
  }
  const pass = (minutes: number) => clock.run(clock.now() + minutes * MINUTE)
  await pass(3)
  return { world, call, pass }
}

const replicas = ({ home }: World) =>
  home?.kubernetes.store.get(deployments, kubernetes.namespace, kubernetes.deployment)?.spec?.replicas
const place = { kubernetes, region: home, clusterName: platform.kubernetes.clusterName }
const traffic = { traffic: recovery.traffic, url: application.url, privateUrl: recovery.application.privateUrl }
const toShift = { traffic: recovery.traffic, url: application.url }

describe('Looking at the lost region', () => {
  test('takes five seconds at most and no answer for an answer', async () => {
    const { world, call } = await twoRegions()
    world.goDark(home)
    const begun = world.clock.now()
    const looked = await call(lookAtHome, { region: home, controlBucket: view.home.controlBucket })
    expect(looked).toMatchObject({ answered: false, lock: null, found: expect.stringContaining('is overridden') })
    expect(world.clock.now() - begun).toBeLessThanOrEqual(5_000)
  })

  test('tells whose lock is there, and that nobody holds it', async () => {
    const { world, call } = await twoRegions()
    const look = () => call(lookAtHome, { region: home, controlBucket: view.home.controlBucket })
    expect(await look()).toMatchObject({ answered: true, lock: null })
    const owner = { ...run, id: 'database-corruption-1', scenario: 'database-corruption' }
    const lock = { platform: platformName(platform), owner, takenAt: '2030-03-04T06:50:00Z', fence: 3 }
    world.home?.region.s3.put(view.home.controlBucket, keys.lock(platformName(platform)), JSON.stringify(lock))
    expect(await look()).toMatchObject({
      lock: { owner: 'database-corruption-1' },
      found: expect.stringContaining('has held the lock there for 26 min'),
    })
  })
})

describe('Fencing the old region', () => {
  test('stops WordPress there, once and again, and starts it as it was', async () => {
    const { world, call } = await twoRegions()
    const before = replicas(world)
    expect(await call(fenceHome, place, 'fence')).toMatchObject({ fenced: true })
    expect(await call(fenceHome, place, 'fence')).toMatchObject({ fenced: true })
    expect(replicas(world)).toBe(0)
    expect(await call(unfenceHome, { ...place, step: 'fence' })).toMatchObject({ started: true })
    expect(replicas(world)).toBe(before)
    expect(await call(unfenceHome, { ...place, step: 'fence' })).toMatchObject({ started: false })
  })

  test('does without an answer, and has nothing to undo then', async () => {
    const { world, call } = await twoRegions()
    world.goDark(home)
    expect(await call(fenceHome, place, 'fence')).toMatchObject({ fenced: false })
    expect(await call(unfenceHome, { ...place, step: 'fence' })).toMatchObject({ started: false })
  })

  test('has nothing to undo of a silent region either when it never began', async () => {
    const { world, call } = await twoRegions()
    world.goDark(home)
    expect(await call(unfenceHome, { ...place, step: 'fence' })).toMatchObject({ started: false })
  })

  test('names it when what was stopped cannot be started, because the region has gone since', async () => {
    const { world, call } = await twoRegions()
    await call(fenceHome, place, 'fence')
    world.goDark(home)
    await expect(call(unfenceHome, { ...place, step: 'fence' })).rejects.toThrow('may have been stopped')
  })
})

describe('Secrets of the recovery region', () => {
  const again = { secrets, home, days: 14 }

  test('are promoted while the primary is silent, once', async () => {
    const { world, call } = await twoRegions()
    world.goDark(home)
    expect(await call(promoteSecrets, { secrets })).toEqual({ promoted: secrets })
    expect(world.region.secrets.isReplica(view.database.secret)).toBe(false)
    expect(await call(promoteSecrets, { secrets })).toEqual({ promoted: [] })
  })

  test('are replicas again afterwards, though the primary still lists the old ones', async () => {
    const { world, call, pass } = await twoRegions()
    world.goDark(home)
    await call(promoteSecrets, { secrets })
    world.comesBack(home)
    expect(await call(replicateSecrets, again)).toEqual({ replicated: secrets, retained: [] })
    await pass(10)
    expect(world.region.secrets.isReplica(view.database.secret)).toBe(true)
  })

  test('stay as they are, and are named, while the primary is silent', async () => {
    const { world, call } = await twoRegions()
    world.goDark(home)
    await call(promoteSecrets, { secrets })
    expect(await call(replicateSecrets, again)).toMatchObject({ replicated: [], retained: [{ id: secrets[0] }] })
  })
})

describe('Visitors', () => {
  test('come to this region once the flag is up, with both the region and Route 53 silent, and go back when it is down', async () => {
    const { world, call, pass } = await twoRegions()
    await pass(5)
    expect(await call(checkTraffic, traffic)).toMatchObject({ status: 'pending' })
    world.goDark(home)
    world.controlPlaneOfDns(false)
    await call(shiftTraffic, toShift)
    await pass(5)
    expect(await call(checkTraffic, traffic)).toMatchObject({ status: 'ready' })
    expect(await call(restoreTraffic, traffic)).toMatchObject({ status: 'pending' })
    await pass(5)
    expect(await call(restoreTraffic, traffic)).toMatchObject({ status: 'ready' })
  })

  test('stay here when the flag was lowered within the minute in which it was raised, until it is lowered again', async () => {
    const { call, pass } = await twoRegions()
    await pass(5)
    await call(shiftTraffic, toShift)
    await call(restoreTraffic, traffic)
    await pass(3)
    expect(await call(checkTraffic, traffic)).toMatchObject({ status: 'ready' })
    await call(restoreTraffic, traffic)
    await pass(3)
    expect(await call(restoreTraffic, traffic)).toMatchObject({ status: 'ready' })
  })
})

describe('Nodes', () => {
  test('are counted when they are ready, and waited for when there are too few', async () => {
    const { call } = await twoRegions()
    const { clusterName } = kubernetes
    expect(await call(checkNodes, { clusterName, nodes: 1 })).toMatchObject({ status: 'ready' })
    expect(await call(checkNodes, { clusterName, nodes: 2 })).toMatchObject({
      status: 'pending',
      note: '1 of 2 nodes of wordpress-prod-west are ready, 1 are there',
    })
  })
})
