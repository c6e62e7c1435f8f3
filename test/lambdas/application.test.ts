// The application's side of a cutover and of its undo, each verb under exactly the permissions that it says it needs.
import { describe, expect, test } from '@jest/globals'
import { run as checkPodsGone } from '../../lambdas/check-pods-gone/handler.ts'
import { run as checkRollout } from '../../lambdas/check-rollout/handler.ts'
import { run as checkSecretSynced } from '../../lambdas/check-secret-synced/handler.ts'
import { run as flushObjectCache } from '../../lambdas/flush-object-cache/handler.ts'
import { run as pointSecret } from '../../lambdas/point-secret/handler.ts'
import { run as quiesceWordpress } from '../../lambdas/quiesce-wordpress/handler.ts'
import { run as readWorkload } from '../../lambdas/read-workload/handler.ts'
import { run as restoreSecret } from '../../lambdas/restore-secret/handler.ts'
import { run as resumeRotation } from '../../lambdas/resume-rotation/handler.ts'
import { run as resumeWordpress } from '../../lambdas/resume-wordpress/handler.ts'
import { run as suspendRotation } from '../../lambdas/suspend-rotation/handler.ts'
import { run as syncSecret } from '../../lambdas/sync-secret/handler.ts'
import { applications, cronJobs, deployments } from '../../sandbox/kubernetes/kinds.ts'
import {
  type ApplicationWorld,
  applicationWorld,
  database,
  failure,
  kubernetes,
  minutes,
  platform,
  SECRET,
} from './application-world.ts'

const secret = database.secret
const target = {
  secret,
  host: 'new.cluster',
  port: 3306,
  readerHost: 'new.reader',
  clusterId: 'wordpress-prod-aurora-rec-1',
}
const current = ({ secrets }: ApplicationWorld) => JSON.parse(secrets.current(secret)?.value ?? '{}')
const replicas = ({ cluster }: ApplicationWorld) =>
  cluster.store.get(deployments, 'wordpress', 'wordpress')?.spec?.replicas
const argoPolicy = ({ cluster }: ApplicationWorld) =>
  cluster.store.get(applications, 'argocd', 'wordpress')?.spec.syncPolicy?.automated
const suspended = ({ cluster }: ApplicationWorld) => cluster.store.get(cronJobs, 'wordpress', 'wp-cron')?.spec?.suspend
const hosts = ({ cluster }: ApplicationWorld) =>
  cluster.readyPods('wordpress', 'wordpress').map(pod => pod.environment.WORDPRESS_DB_HOST)
const read = (world: ApplicationWorld) => world.call(readWorkload, { kubernetes, secret })

describe('A cutover on the application side', () => {
  test('moves every pod to the new host, with each step done twice, and leaves no secret value in any record', async () => {
    const world = await applicationWorld()
    const twice: typeof world.call = async (...given) => {
      const first = await world.call(...given)
      expect(await world.call(...given)).toMatchObject({
        ...first,
        ...('replicasBefore' in first && { replicasBefore: 0 }),
      })
      return first
    }
    const workload = await read(world)
    expect(workload).toMatchObject({
      replicas: 3,
      stopped: false,
      hpa: { name: 'wordpress', min: 3, max: 6 },
      cronJobs: [{ name: 'wp-cron', suspended: false }],
      argo: { selfHeal: true, automated: '{"prune":true,"selfHeal":true}' },
      secret: { rotationEnabled: true, rotationRules: '{"AutomaticallyAfterDays":30}' },
      cacheReplicas: 1,
      podSelector: 'app.kubernetes.io/name=wordpress',
    })
    expect(await twice(quiesceWordpress, { kubernetes, workload })).toEqual({
      replicasBefore: 3,
      suspended: ['wp-cron'],
      argoPaused: true,
    })
    expect((await world.poll(checkPodsGone, { kubernetes })).status).toBe('ready')
    expect(await world.call(suspendRotation, { secret, rotationEnabled: true })).toEqual({
      suspended: true,
      interrupted: false,
    })
    const pointed = await twice(pointSecret, target)
    expect(pointed).toMatchObject({
      previousVersionId: workload.secret.versionId,
      changedKeys: ['host', 'dbClusterIdentifier', 'readerHost'],
    })
    expect(current(world)).toEqual({
      ...SECRET,
      host: 'new.cluster',
      readerHost: 'new.reader',
      dbClusterIdentifier: target.clusterId,
    })

    await twice(syncSecret, { kubernetes, versionId: pointed.versionId })
    expect((await world.poll(checkSecretSynced, { kubernetes, secret, versionId: pointed.versionId })).status).toBe(
      'ready',
    )
    const cachePods = () => world.cluster.readyPods('wordpress', 'redis').map(pod => pod.name)
    const oldCache = cachePods()
    await twice(flushObjectCache, { kubernetes })
    await world.pass(minutes(3))
    expect(cachePods()).toHaveLength(1)
    expect(cachePods()).not.toEqual(oldCache)

    expect(await world.call(resumeWordpress, { kubernetes, workload })).toEqual({
      replicas: 3,
      resumed: ['wp-cron'],
      argoRestored: true,
    })
    expect(await world.poll(checkRollout, { kubernetes, deployment: 'wordpress', replicas: 3 })).toEqual({
      status: 'ready',
      value: { ready: 3 },
    })
    expect(hosts(world)).toEqual(['new.cluster', 'new.cluster', 'new.cluster'])
    expect([argoPolicy(world), suspended(world)]).toEqual([{ prune: true, selfHeal: true }, false])
    const { rotationEnabled, rotationRules } = workload.secret
    expect(await world.call(resumeRotation, { secret, rotationEnabled, rotationRules })).toEqual({
      resumed: true,
      pendingDropped: false,
    })
    expect(await world.call(resumeRotation, { secret, rotationEnabled, rotationRules })).toEqual({
      resumed: false,
      pendingDropped: false,
    })
    expect(current(world).host).toBe('new.cluster')
    await world.pass(minutes(15))
    expect(replicas(world)).toBe(3)
    expect(recordsOf(world)).not.toContain('canary')
  })

  test('keeps Argo CD from starting the pods again while they must be gone', async () => {
    const world = await applicationWorld()
    const workload = await read(world)
    await world.call(quiesceWordpress, { kubernetes, workload })
    await world.pass(minutes(30))
    expect([replicas(world), argoPolicy(world), hosts(world)]).toEqual([0, undefined, []])
  })

  test('is not over while a job of a CronJob still writes, or while somebody scales WordPress up again', async () => {
    const world = await applicationWorld({ program: () => ({ exitCode: 0, seconds: 400 }) })
    const workload = await read(world)
    await world.pass(minutes(5))
    await world.call(quiesceWordpress, { kubernetes, workload })
    await world.pass(minutes(1))
    expect(await world.call(checkPodsGone, { kubernetes })).toMatchObject({
      status: 'pending',
      note: expect.stringMatching(/jobs still running: wp-cron-/),
    })
    expect((await world.poll(checkPodsGone, { kubernetes })).status).toBe('ready')
    await world.call(resumeWordpress, { kubernetes, workload })
    expect((await world.call(checkPodsGone, { kubernetes })).note).toContain('something else scales it')
  })
})

describe('Resuming', () => {
  test('never takes pods away that the autoscaler has added', async () => {
    const world = await applicationWorld()
    const workload = await read(world)
    expect((await world.call(resumeWordpress, { kubernetes, workload: { ...workload, replicas: 2 } })).replicas).toBe(3)
    expect(replicas(world)).toBe(3)
  })

  test('starts WordPress that an operator had stopped before the run, unless an undo asks to leave it', async () => {
    const world = await applicationWorld()
    await world.call(quiesceWordpress, { kubernetes, workload: await read(world) })
    const workload = await read(world)
    expect(workload).toMatchObject({ stopped: true, replicas: 3 })
    expect((await world.call(resumeWordpress, { kubernetes, workload, startIfStopped: false })).replicas).toBe(0)
    expect((await world.call(resumeWordpress, { kubernetes, workload })).replicas).toBe(3)
  })

  test('is judged by the rollout: crashing pods are named', async () => {
    const world = await applicationWorld()
    const workload = await read(world)
    await world.call(quiesceWordpress, { kubernetes, workload })
    await world.poll(checkPodsGone, { kubernetes })
    expect((await world.call(checkRollout, { kubernetes, deployment: 'wordpress', replicas: 3 })).note).toContain(
      '0 replicas instead of 3',
    )
    world.lifecycle.override({
      transition: 'eks.pod.starting',
      resource: 'wordpress/wordpress-',
      outcome: 'crash-loop',
    })
    await world.call(resumeWordpress, { kubernetes, workload })
    await world.pass(minutes(3))
    expect((await world.call(checkRollout, { kubernetes, deployment: 'wordpress', replicas: 3 })).note).toContain(
      'CrashLoopBackOff',
    )
  })
})

test('A drill is not allowed any change to production', async () => {
  const world = await applicationWorld({ mode: 'drill' })
  const workload = await read(world)
  const denied = /^PermissionDenied/
  expect(await failure(world.call(quiesceWordpress, { kubernetes, workload }))).toMatch(denied)
  expect(await failure(world.call(resumeWordpress, { kubernetes, workload }))).toMatch(denied)
  expect(await failure(world.call(pointSecret, target))).toMatch(denied)
  expect(await failure(world.call(restoreSecret, { secret, versionId: 'x' }))).toMatch(denied)
  expect(await failure(world.call(suspendRotation, { secret, rotationEnabled: true }))).toMatch(denied)
  expect(await failure(world.call(syncSecret, { kubernetes, versionId: 'x' }))).toMatch(denied)
  expect(await failure(world.call(flushObjectCache, { kubernetes }))).toMatch(denied)
})

test('No verb of the application side is granted a change to production in a drill', () => {
  const verbs = [
    ...[checkPodsGone, checkRollout, checkSecretSynced, flushObjectCache, pointSecret, quiesceWordpress, readWorkload],
    ...[restoreSecret, resumeRotation, resumeWordpress, suspendRotation, syncSecret],
  ]
  for (const { contract } of verbs) {
    const needs = contract.needs(platform, 'drill')
    const verbsAsked = needs.flatMap(need =>
      need.kind === 'kubernetes' ? need.verbs : need.actions.map(action => action.split(':')[1] ?? ''),
    )
    expect(verbsAsked.filter(verb => !/^(get|list|watch|Describe|Get)/.test(verb))).toEqual([])
    if (contract.effect === 'changes') expect(needs).toEqual([])
  }
})

/** Everything that was written to the control bucket, and every line logged. */
function recordsOf({ s3, lines }: ApplicationWorld): string {
  const bucket = 'wordpress-prod-muster-control-us-east-1'
  const written = ['quiesce_wordpress', 'point_secret', 'sync_secret', 'resume_rotation'].flatMap(step =>
    ['intent', 'result'].map(kind =>
      Buffer.from(s3.content(bucket, `runs/a-run/journal/${step}.${kind}.json`) ?? []).toString(),
    ),
  )
  expect(written.every(text => text.length > 20)).toBe(true)
  return [...written, ...lines].join('\n')
}
