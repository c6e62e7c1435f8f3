// The simulated Kubernetes keeps the real one's rules that make recoveries fail (one file: each loads its imports anew).
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type Deployment, resources, rolloutState } from '../../lambdas/gateways/kubernetes.ts'
import { decoded } from '../../sandbox/kubernetes/controllers/environment.ts'
import { deployments, externalSecrets, pods, replicaSets, secrets } from '../../sandbox/kubernetes/kinds.ts'
import { controllerOf } from '../../sandbox/kubernetes/object.ts'
import {
  application,
  databaseSecret,
  externalSecret,
  healthy,
  minutes,
  pass,
  platform,
  type Setting,
  setting,
  site,
} from './kubernetes-platform.ts'

const merge = 'application/merge-patch+json'
const strategic = 'application/strategic-merge-patch+json'
const jsonPatch = 'application/json-patch+json'
const apply = 'application/apply-patch+yaml'
const deploymentPath = '/apis/apps/v1/namespaces/wordpress/deployments/wordpress'
const configMapPath = '/api/v1/namespaces/wordpress/configmaps'
const configMap = (name: string, data: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data,
})

const hosts = ({ cluster }: Setting) =>
  cluster.readyPods('wordpress', 'wordpress').map(pod => pod.environment.WORDPRESS_DB_HOST)
const deploymentOf = ({ cluster }: Setting): Deployment => cluster.store.get(deployments, 'wordpress', 'wordpress')!
const secretHost = ({ cluster }: Setting) =>
  decoded(cluster.store.get(secrets, 'wordpress', 'wordpress-database')?.data).host
const pauseArgo = ({ gateway, settle }: Setting) =>
  settle(gateway.patch(resources.application, application, { spec: { syncPolicy: { automated: null } } }))

describe('The API server refuses as the real one does', () => {
  test('what it cannot find, what is already there, what changed meanwhile', async () => {
    const { ask } = await healthy()
    const missing = await ask('GET', `${configMapPath}/nobody`)
    expect([missing.status, missing.body.reason, missing.body.message]).toEqual([
      404,
      'NotFound',
      'configmaps "nobody" not found',
    ])
    const first = await ask('POST', configMapPath, configMap('one'))
    expect(first.status).toBe(201)
    expect((await ask('POST', configMapPath, configMap('one'))).body.reason).toBe('AlreadyExists')
    expect((await ask('PATCH', `${configMapPath}/one`, { data: { a: '1' } }, merge)).status).toBe(200)
    const stale = await ask('PUT', `${configMapPath}/one`, { ...first.body, data: { a: '2' } })
    expect([stale.status, stale.body.reason]).toEqual([409, 'Conflict'])
    const nowhere = await ask('POST', '/api/v1/namespaces/nowhere/configmaps', configMap('one'))
    expect([nowhere.status, nowhere.body.message]).toEqual([404, 'namespaces "nowhere" not found'])
  })

  test('a patch whose body does not match its content type', async () => {
    const { ask } = await healthy()
    expect((await ask('PATCH', deploymentPath, { spec: {} }, jsonPatch)).status).toBe(400)
    expect((await ask('PATCH', deploymentPath, [{ op: 'remove', path: '/spec' }], merge)).status).toBe(400)
    expect((await ask('PATCH', deploymentPath, { spec: {} }, 'application/json')).status).toBe(415)
    const custom = '/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/wordpress'
    expect((await ask('PATCH', custom, { spec: {} }, strategic)).status).toBe(415)
    expect((await ask('PATCH', custom, { spec: { project: 'other' } }, merge)).status).toBe(200)
  })

  test('values of a wrong type, and fields that may not change', async () => {
    const { ask } = await healthy()
    const text = await ask('PATCH', `${deploymentPath}/scale`, { spec: { replicas: '0' } }, merge)
    expect([text.status, text.body.message]).toEqual([400, expect.stringContaining('cannot unmarshal string')])
    expect((await ask('PATCH', `${deploymentPath}/scale`, { spec: { replicas: -1 } }, merge)).status).toBe(422)
    const selector = { spec: { selector: { matchLabels: { app: 'other' } } } }
    const immutable = await ask('PATCH', deploymentPath, selector, merge)
    expect([immutable.status, immutable.body.details.causes[0].field]).toEqual([422, 'spec.selector'])
    const external = '/apis/external-secrets.io/v1/namespaces/wordpress/externalsecrets/wordpress-database'
    expect((await ask('PATCH', external, { spec: { refreshInterval: 5 } }, merge)).status).toBe(422)
    expect(
      (
        await ask('PUT', external, {
          apiVersion: 'external-secrets.io/v1',
          kind: 'ExternalSecret',
          metadata: { name: 'wordpress-database' },
          spec: { dataFrom: [{}] },
        })
      ).status,
    ).toBe(422)
  })

  test('by name, everything that is not simulated', async () => {
    const { ask } = await healthy()
    const absent: [string, string, RegExp][] = [
      ['GET', '/apis/apps/v1/namespaces/wordpress/deployments?watch=true&sendInitialEvents=true', /sendInitialEvents/],
      ['DELETE', '/api/v1/namespaces/wordpress/pods', /deletecollection/],
      ['GET', '/apis/apps/v1/namespaces/monitoring/daemonsets/node-exporter', /daemonsets/],
      ['GET', '/apis/monitoring.coreos.com/v1/namespaces/monitoring/alertmanagers/main', /alertmanagers/],
      ['GET', '/apis/storage.k8s.io/v1/csinodes', /csinodes/],
      ['GET', '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies', /validatingadmissionpolicies/],
    ]
    for (const [method, path, named] of absent) {
      const { status, body } = await ask(method, path)
      expect([status, body.reason]).toEqual([501, 'NotSimulated'])
      expect(body.message).toMatch(named)
    }
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'helper' },
      spec: { containers: [{ name: 'a', image: 'b' }] },
    }
    expect((await ask('POST', '/api/v1/namespaces/wordpress/pods', pod)).status).toBe(501)
  })

  test('a field that the type does not have is dropped with a warning, or refused when asked to be strict', async () => {
    const { ask } = await healthy()
    const misspelt = { spec: { replica: 0 } }
    const dropped = await ask('PATCH', deploymentPath, misspelt, merge)
    expect([dropped.status, dropped.body.spec.replicas, dropped.body.spec.replica]).toEqual([200, 3, undefined])
    const strict = await ask('PATCH', `${deploymentPath}?fieldValidation=Strict`, misspelt, merge)
    expect([strict.status, strict.body.message]).toEqual([400, expect.stringContaining('unknown field "spec.replica"')])
  })
})

describe('Roles', () => {
  const rules = [
    { apiGroups: ['apps'], resources: ['deployments/scale'], verbs: ['patch'], resourceNames: ['wordpress'] },
    { apiGroups: [''], resources: ['secrets'], verbs: ['get'], resourceNames: ['wordpress-database'] },
  ]

  test('allow the verb, subresource, name and namespace that they name, and nothing beside', async () => {
    const role = 'arn:aws:iam::111122223333:role/drill'
    const { cluster, gateway, settle } = await healthy('roles', { role })
    const { seedGrant } = await import('../../sandbox/kubernetes/example.ts')
    seedGrant(cluster, 'muster-drill', { group: 'group-of-drill', namespace: 'wordpress', rules })
    expect(await settle(gateway.patchScale(resources.deployment, site, 3))).toMatchObject({ replicas: 3 })
    expect(await settle(gateway.readSecret(externalSecret))).toMatchObject({ host: 'old.cluster' })
    const denied: Promise<unknown>[] = [
      gateway.getScale(resources.deployment, site),
      gateway.patchScale(resources.deployment, { ...site, name: 'redis' }, 0),
      gateway.get(resources.deployment, site),
      gateway.list(resources.secret, { namespace: 'wordpress' }),
      gateway.get(resources.secret, { namespace: 'argocd', name: 'wordpress-database' }),
    ]
    for (const call of denied)
      await expect(settle<unknown>(call)).rejects.toMatchObject({ name: 'KubernetesForbidden', status: 403 })
  })
})

describe('Patches', () => {
  test('a merge patch replaces a list of containers, a strategic one merges it by name', async () => {
    const setup = await healthy()
    await pauseArgo(setup)
    const { ask } = setup
    const change = { spec: { template: { spec: { containers: [{ name: 'wordpress', image: 'wordpress:6.9' }] } } } }
    const merged = await ask('PATCH', deploymentPath, change, strategic)
    const [container] = merged.body.spec.template.spec.containers
    expect([container.image, container.env.length]).toEqual(['wordpress:6.9', 5])
    const replaced = await ask('PATCH', deploymentPath, change, merge)
    expect(replaced.body.spec.template.spec.containers[0].env).toBeUndefined()
  })

  test('a JSON patch happens wholly or not at all', async () => {
    const { ask } = await healthy()
    await ask('POST', configMapPath, configMap('steps', { a: '1', 'b/c': '2' }))
    const wrong = [
      { op: 'replace', path: '/data/a', value: '9' },
      { op: 'test', path: '/data/a', value: '1' },
    ]
    expect((await ask('PATCH', `${configMapPath}/steps`, wrong, jsonPatch)).status).toBe(422)
    const right = [
      { op: 'move', from: '/data/b~1c', path: '/data/d' },
      { op: 'remove', path: '/data/a' },
    ]
    expect((await ask('PATCH', `${configMapPath}/steps`, right, jsonPatch)).body.data).toEqual({ d: '2' })
  })

  test('an apply takes what nobody holds, refuses what another holds, and lets go of what it no longer says', async () => {
    const { ask } = await healthy()
    const path = `${configMapPath}/shared`
    const by = (manager: string, data: object, more = '') =>
      ask('PATCH', `${path}?fieldManager=${manager}${more}`, configMap('shared', data), apply)
    expect((await by('ours', { a: '1', b: '1' })).status).toBe(201)
    expect((await ask('PATCH', `${path}?fieldManager=theirs`, { data: { b: '2' } }, merge)).status).toBe(200)
    const conflict = await by('ours', { a: '1', b: '1' })
    expect([conflict.status, conflict.body.details.causes[0]]).toEqual([
      409,
      { reason: 'FieldManagerConflict', message: 'conflict with "theirs"', field: '.data.b' },
    ])
    expect((await by('ours', { b: '1' }, '&force=true')).body.data).toEqual({ b: '1' })
    expect((await ask('PATCH', path, configMap('shared'), apply)).status).toBe(400)
  })

  test('one that changes nothing keeps the version; an annotation makes a new generation of a Deployment', async () => {
    const { ask } = await healthy()
    const before = await ask('GET', deploymentPath)
    const same = await ask('PATCH', deploymentPath, { spec: { replicas: 3 } }, merge)
    expect(same.body.metadata).toEqual(before.body.metadata)
    const noted = await ask('PATCH', deploymentPath, { metadata: { annotations: { note: 'x' } } }, merge)
    expect(noted.body.metadata.generation).toBe(before.body.metadata.generation + 1)
    const labelled = await ask('PATCH', deploymentPath, { metadata: { labels: { note: 'x' } } }, merge)
    expect(labelled.body.metadata.generation).toBe(noted.body.metadata.generation)
  })
})

describe('Lists', () => {
  test('come in pages, without kind on the items, and a page asked for too late is gone', async () => {
    const setup = await healthy()
    for (const name of ['a', 'b', 'c']) await setup.ask('POST', configMapPath, configMap(name))
    const first = await setup.ask('GET', `${configMapPath}?limit=2`)
    expect(first.body.items.map((item: { kind?: string }) => item.kind)).toEqual([undefined, undefined])
    const next = `${configMapPath}?limit=2&continue=${first.body.metadata.continue}`
    expect((await setup.ask('GET', next)).body.items).toHaveLength(1)
    await pass(setup, minutes(6))
    const late = await setup.ask('GET', next)
    expect([late.status, late.body.reason]).toEqual([410, 'Expired'])
  })

  test('can be narrowed by labels and by the few fields that are indexed', async () => {
    const { ask } = await healthy()
    const count = async (query: string) =>
      (await ask('GET', `/api/v1/namespaces/wordpress/pods?${query}`)).body.items.length
    const label = 'app.kubernetes.io/name'
    expect(await count(`labelSelector=${label}=wordpress`)).toBe(3)
    expect(await count(`labelSelector=${label} in (wordpress,redis)`)).toBe(4)
    expect(await count(`labelSelector=${label}!=wordpress,!job-name`)).toBe(1)
    expect(await count('fieldSelector=status.phase=Pending')).toBe(0)
    expect((await ask('GET', '/api/v1/pods?fieldSelector=spec.containers=x')).status).toBe(400)
  })
})

describe('Deleting', () => {
  const job = (name: string) => ({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name },
    spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'copy', image: 'rsync' }] } } },
  })
  const jobPath = '/apis/batch/v1/namespaces/wordpress/jobs'
  const podsOf = async ({ ask }: Setting, name: string) =>
    (await ask('GET', `/api/v1/namespaces/wordpress/pods?labelSelector=job-name=${name}`)).body.items.length

  test('a Job leaves its pods behind unless told otherwise', async () => {
    const setup = await healthy()
    for (const name of ['careless', 'careful']) await setup.ask('POST', jobPath, job(name))
    await pass(setup, minutes(3))
    await setup.ask('DELETE', `${jobPath}/careless`)
    await setup.ask('DELETE', `${jobPath}/careful?propagationPolicy=Background`)
    await pass(setup, minutes(2))
    expect((await setup.ask('GET', `${jobPath}/careless`)).status).toBe(404)
    expect([await podsOf(setup, 'careless'), await podsOf(setup, 'careful')]).toEqual([1, 0])
  })

  test('waits for finalizers, in the foreground for dependants, and refuses another uid', async () => {
    const setup = await healthy()
    const held = { ...configMap('held'), metadata: { name: 'held', finalizers: ['example.com/hold'] } }
    await setup.ask('POST', configMapPath, held)
    const other = await setup.ask('DELETE', `${configMapPath}/held`, { preconditions: { uid: 'another' } })
    expect([other.status, other.body.reason]).toEqual([409, 'Conflict'])
    expect((await setup.ask('DELETE', `${configMapPath}/held`)).body.metadata.deletionTimestamp).toBeDefined()
    expect((await setup.ask('GET', `${configMapPath}/held`)).status).toBe(200)
    await setup.ask('PATCH', `${configMapPath}/held`, { metadata: { finalizers: null } }, merge)
    expect((await setup.ask('GET', `${configMapPath}/held`)).status).toBe(404)
    await setup.ask('POST', jobPath, job('front'))
    await pass(setup, minutes(3))
    expect((await setup.ask('DELETE', `${jobPath}/front`, { propagationPolicy: 'Foreground' })).status).toBe(202)
    expect((await setup.ask('GET', `${jobPath}/front`)).status).toBe(200)
    await pass(setup, minutes(2))
    expect((await setup.ask('GET', `${jobPath}/front`)).status).toBe(404)
    expect(await podsOf(setup, 'front')).toBe(0)
  })

  test('a namespace takes everything in it along and accepts nothing new meanwhile', async () => {
    const setup = await healthy()
    await setup.ask('DELETE', '/api/v1/namespaces/wordpress')
    const late = await setup.ask('POST', configMapPath, configMap('late'))
    expect([late.status, late.body.reason]).toEqual([403, 'Forbidden'])
    await pass(setup, minutes(5))
    expect((await setup.ask('GET', '/api/v1/namespaces/wordpress')).status).toBe(404)
    expect(setup.cluster.store.list(pods)).toEqual([])
  })
})

describe('The database secret reaches pods', () => {
  test('only after a sync and a restart, in this order', async () => {
    const setup = await healthy()
    const { gateway, settle, secrets: manager } = setup
    manager.set(platform.database.secret, databaseSecret('new.cluster'))
    await pass(setup, minutes(20))
    expect([secretHost(setup), hosts(setup)]).toEqual(['old.cluster', Array(3).fill('old.cluster')])
    await settle(gateway.restart(site, '2030-03-04T10:30:00Z'))
    await pass(setup, minutes(15))
    expect(rolloutState(deploymentOf(setup)).status).toBe('complete')
    expect(hosts(setup)).toEqual(Array(3).fill('old.cluster'))
    await settle(gateway.forceSync(externalSecret, 'run-1'))
    await pass(setup, minutes(2))
    expect([secretHost(setup), hosts(setup)]).toEqual(['new.cluster', Array(3).fill('old.cluster')])
    await settle(gateway.restart(site, '2030-03-04T10:50:00Z'))
    await pass(setup, minutes(15))
    expect(hosts(setup)).toEqual(Array(3).fill('new.cluster'))
  })

  test('by the hourly refresh when nobody forces it', async () => {
    const setup = await healthy()
    setup.secrets.set(platform.database.secret, databaseSecret('new.cluster'))
    await pass(setup, minutes(45))
    expect(secretHost(setup)).toBe('old.cluster')
    await pass(setup, minutes(10))
    expect(secretHost(setup)).toBe('new.cluster')
  })

  test('not while the operator is down or cannot read, and says so in its condition', async () => {
    const setup = await healthy()
    setup.lifecycle.override({ transition: 'eks.secret.forced-sync', outcome: 'never', times: 1 })
    setup.secrets.set(platform.database.secret, databaseSecret('new.cluster'))
    await setup.settle(setup.gateway.forceSync(externalSecret, 'run-1'))
    await pass(setup, minutes(5))
    expect(secretHost(setup)).toBe('old.cluster')
    setup.secrets.set(platform.database.secret, 'not JSON')
    await setup.settle(setup.gateway.forceSync(externalSecret, 'run-2'))
    await pass(setup, minutes(2))
    const condition = () =>
      setup.cluster.store.get(externalSecrets, 'wordpress', 'wordpress-database')?.status?.conditions?.[0]
    expect(condition()).toMatchObject({ type: 'Ready', status: 'False', reason: 'SecretSyncedError' })
    expect(secretHost(setup)).toBe('old.cluster')
    setup.secrets.set(platform.database.secret, databaseSecret('new.cluster'))
    await pass(setup, minutes(10))
    expect([condition()?.status, secretHost(setup)]).toEqual(['True', 'new.cluster'])
  })

  test('and an edit of the copied Secret is put right by the operator', async () => {
    const setup = await healthy()
    const data = { host: Buffer.from('edited').toString('base64') }
    await setup.settle(setup.gateway.patch(resources.secret, externalSecret, { data }))
    expect(secretHost(setup)).toBe('edited')
    await pass(setup, minutes(2))
    expect(secretHost(setup)).toBe('old.cluster')
  })
})

describe('A rollout', () => {
  test('that crashes after a restart ends in ProgressDeadlineExceeded and leaves the old pods serving', async () => {
    const setup = await healthy()
    setup.lifecycle.override({
      transition: 'eks.pod.starting',
      resource: 'wordpress/wordpress-',
      outcome: 'crash-loop',
    })
    await setup.settle(setup.gateway.restart(site, '2030-03-04T10:30:00Z'))
    await pass(setup, minutes(5))
    expect(rolloutState(deploymentOf(setup)).status).toBe('progressing')
    await pass(setup, minutes(7))
    expect(rolloutState(deploymentOf(setup)).status).toBe('failed')
    expect(hosts(setup)).toHaveLength(3)
  })

  test('that crashes after a mere change of scale never says that it failed', async () => {
    const setup = await healthy()
    await pauseArgo(setup)
    await setup.settle(setup.gateway.patchScale(resources.deployment, site, 0))
    await pass(setup, minutes(2))
    setup.lifecycle.override({
      transition: 'eks.pod.starting',
      resource: 'wordpress/wordpress-',
      outcome: 'crash-loop',
    })
    await setup.settle(setup.gateway.patchScale(resources.deployment, site, 3))
    await pass(setup, minutes(60))
    expect(rolloutState(deploymentOf(setup)).status).toBe('progressing')
  })

  test('is complete at zero replicas before its pods are gone', async () => {
    const setup = await healthy()
    await pauseArgo(setup)
    setup.lifecycle.override({ transition: 'eks.pod.terminating', seconds: 25 })
    await setup.settle(setup.gateway.patchScale(resources.deployment, site, 0))
    await pass(setup, 5000)
    expect(rolloutState(deploymentOf(setup)).status).toBe('complete')
    const remaining = () => setup.settle(setup.gateway.podsOf('wordpress', 'app.kubernetes.io/name=wordpress'))
    expect(await remaining()).toHaveLength(3)
    expect(hosts(setup)).toEqual([])
    await pass(setup, 30_000)
    expect(await remaining()).toEqual([])
  })

  test('of a Recreate Deployment starts no new pod while an old one still terminates', async () => {
    const setup = await healthy()
    setup.lifecycle.override({ transition: 'eks.pod.terminating', resource: 'redis', seconds: 28 })
    await setup.settle(setup.gateway.restart({ namespace: 'wordpress', name: 'redis' }, '2030-03-04T10:30:00Z'))
    const count = () =>
      setup.cluster.store.list(pods, 'wordpress').filter(pod => pod.metadata.name.startsWith('redis')).length
    for (let second = 0; second < 120; second += 5) {
      await pass(setup, 5000)
      expect(count()).toBeLessThanOrEqual(1)
    }
    expect(setup.cluster.readyPods('wordpress', 'redis')).toHaveLength(1)
  })

  test('waits for the probe of the world', async () => {
    let answering = true
    const setup = await healthy('probe', { isReady: () => answering })
    answering = false
    await setup.settle(setup.gateway.restart(site, '2030-03-04T10:30:00Z'))
    await pass(setup, minutes(3))
    expect(rolloutState(deploymentOf(setup)).status).toBe('progressing')
    answering = true
    await pass(setup, minutes(7))
    expect(rolloutState(deploymentOf(setup)).status).toBe('complete')
  })

  test('of pods whose Secret is missing waits with CreateContainerConfigError', async () => {
    const setup = setting('no secret')
    const { seedExample } = await import('../../sandbox/kubernetes/example.ts')
    setup.secrets.clear()
    seedExample(setup.cluster, platform)
    await pass(setup, minutes(3))
    const states = setup.cluster.store
      .list(pods, 'wordpress')
      .map(pod => pod.status?.containerStatuses?.[0]?.state?.waiting?.reason)
    expect(states.filter(each => each === 'CreateContainerConfigError')).toHaveLength(3)
    setup.secrets.set(platform.database.secret, databaseSecret('old.cluster'))
    await pass(setup, minutes(10))
    expect(hosts(setup)).toEqual(Array(3).fill('old.cluster'))
  })
})

describe('What watches over the Deployment', () => {
  test('Argo CD undoes a manual scale, unless its self-heal is paused, and again once it is resumed', async () => {
    const setup = await healthy()
    const { gateway, settle } = setup
    await settle(gateway.patchScale(resources.deployment, site, 0))
    await pass(setup, minutes(1))
    expect(deploymentOf(setup).spec?.replicas).toBe(3)
    await pauseArgo(setup)
    await settle(gateway.patchScale(resources.deployment, site, 0))
    await pass(setup, minutes(90))
    expect(deploymentOf(setup).spec?.replicas).toBe(0)
    const automated = { spec: { syncPolicy: { automated: { prune: true, selfHeal: true } } } }
    await settle(gateway.patch(resources.application, application, automated))
    await pass(setup, minutes(1))
    expect(deploymentOf(setup).spec?.replicas).toBe(3)
  })

  test('Argo CD leaves alone what Git does not say, and what it was told to ignore', async () => {
    const setup = await healthy()
    const { gateway, settle } = setup
    await settle(gateway.restart(site, '2030-03-04T10:30:00Z'))
    const container = { name: 'wordpress', env: [{ name: 'WP_DEBUG', value: '1' }] }
    await setup.ask('PATCH', deploymentPath, { spec: { template: { spec: { containers: [container] } } } }, strategic)
    await pass(setup, minutes(2))
    expect((await settle(gateway.get(resources.application, application)))?.status?.sync?.status).toBe('Synced')
    expect(deploymentOf(setup).spec?.template.spec?.containers[0]?.env).toHaveLength(6)
    const ignore = [{ group: 'apps', kind: 'Deployment', jsonPointers: ['/spec/replicas'] }]
    await settle(gateway.patch(resources.application, application, { spec: { ignoreDifferences: ignore } }))
    await settle(gateway.patchScale(resources.deployment, site, 0))
    await pass(setup, minutes(10))
    expect(deploymentOf(setup).spec?.replicas).toBe(0)
    expect(deploymentOf(setup).spec?.template.metadata?.annotations).toBeDefined()
    // Any other drift starts a sync, and a sync writes ignored fields too.
    await settle(
      gateway.patch(resources.cronJob, { namespace: 'wordpress', name: 'wp-cron' }, { spec: { suspend: true } }),
    )
    await pass(setup, minutes(1))
    expect(deploymentOf(setup).spec?.replicas).toBe(3)
  })

  test('the autoscaler keeps to its bounds, and is switched off at zero', async () => {
    const setup = await healthy()
    await pauseArgo(setup)
    const scaleTo = async (replicas: number) => {
      await setup.settle(setup.gateway.patchScale(resources.deployment, site, replicas))
      await pass(setup, minutes(10))
      return deploymentOf(setup).spec?.replicas
    }
    expect([await scaleTo(1), await scaleTo(9), await scaleTo(0)]).toEqual([3, 6, 0])
    const autoscaler = await setup.settle(setup.gateway.get(resources.autoscaler, site))
    expect(autoscaler?.status?.conditions?.[0]).toMatchObject({ type: 'ScalingActive', reason: 'ScalingDisabled' })
  })

  test('the cron job runs on its schedule, not while it is suspended, and catches up only within its deadline', async () => {
    const started: number[] = []
    const setup = await healthy('cron', {
      run: async program => {
        started.push(program.startedAt)
        return { exitCode: 0, seconds: 5 }
      },
    })
    const place = { namespace: 'wordpress', name: 'wp-cron' }
    await pauseArgo(setup)
    await pass(setup, minutes(40))
    expect(started).toHaveLength(3)
    await setup.settle(setup.gateway.patch(resources.cronJob, place, { spec: { suspend: true } }))
    await pass(setup, minutes(70))
    expect(started).toHaveLength(3)
    await setup.settle(setup.gateway.patch(resources.cronJob, place, { spec: { suspend: false } }))
    await pass(setup, minutes(5))
    expect(started).toHaveLength(4)
    await setup.settle(setup.gateway.patch(resources.cronJob, place, { spec: { suspend: true } }))
    await pass(setup, minutes(45))
    await setup.settle(
      setup.gateway.patch(resources.cronJob, place, { spec: { suspend: false, startingDeadlineSeconds: null } }),
    )
    await pass(setup, minutes(2))
    expect(started).toHaveLength(5)
  })
})

describe('A Job', () => {
  const job = (spec: object = {}) => ({
    metadata: { name: 'copy', namespace: 'wordpress' },
    spec: {
      backoffLimit: 1,
      template: {
        spec: { restartPolicy: 'Never', containers: [{ name: 'copy', image: 'rsync', command: ['rsync'] }] },
      },
      ...spec,
    },
  })
  const place = { namespace: 'wordpress', name: 'copy' }
  const endOf = async (setup: Setting) => {
    const found = await setup.settle(setup.gateway.get(resources.job, place))
    return found?.status?.conditions?.map(({ type, reason }) => [type, reason])
  }

  test('runs its program in the world and is complete when that ends well', async () => {
    const ran: string[][] = []
    const setup = await healthy('job', {
      run: async program => {
        ran.push([program.job, ...program.command])
        return { exitCode: 0, seconds: 90, message: 'copied 3 files' }
      },
    })
    await setup.settle(setup.gateway.create(resources.job, job() as never))
    await pass(setup, 60_000)
    expect(await endOf(setup)).toBeUndefined()
    await pass(setup, minutes(3))
    expect(await endOf(setup)).toEqual([
      ['SuccessCriteriaMet', undefined],
      ['Complete', undefined],
    ])
    expect(ran).toContainEqual(['copy', 'rsync'])
    const [pod] = await setup.settle(setup.gateway.podsOf('wordpress', 'job-name=copy'))
    expect(pod?.status?.containerStatuses?.[0]?.state?.terminated).toMatchObject({
      exitCode: 0,
      message: 'copied 3 files',
    })
  })

  test('leaves a pod that goes at once when it is deleted, as it has ended; one that runs is given its time', async () => {
    const pods = (setup: Setting) => setup.settle(setup.gateway.podsOf('wordpress', 'job-name=copy'))
    const removedAfter = async (seconds: number) => {
      const setup = await healthy('ended', { run: async () => ({ exitCode: 0, seconds }) })
      await setup.settle(setup.gateway.create(resources.job, job() as never))
      await pass(setup, minutes(2))
      expect(await pods(setup)).toHaveLength(1)
      await setup.ask('DELETE', '/apis/batch/v1/namespaces/wordpress/jobs/copy?propagationPolicy=Background')
      await pass(setup, 1000)
      return (await pods(setup)).length === 0
    }
    expect(await removedAfter(10)).toBe(true)
    expect(await removedAfter(3600)).toBe(false)
  })

  test('fails at its limit of tries, or of time', async () => {
    const tries = await healthy('tries', { run: async () => ({ exitCode: 23, seconds: 5 }) })
    await tries.settle(tries.gateway.create(resources.job, job() as never))
    await pass(tries, minutes(10))
    expect((await endOf(tries))?.at(-1)).toEqual(['Failed', 'BackoffLimitExceeded'])
    const time = await healthy('time', { run: async () => ({ exitCode: 0, seconds: 3600 }) })
    await time.settle(time.gateway.create(resources.job, job({ activeDeadlineSeconds: 120 }) as never))
    await pass(time, minutes(3))
    expect((await endOf(time))?.at(-1)).toEqual(['Failed', 'DeadlineExceeded'])
  })
})

describe('Volumes', () => {
  const volume = (name: string, more: object = {}) => ({
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name },
    spec: {
      capacity: { storage: '10Gi' },
      accessModes: ['ReadWriteMany'],
      storageClassName: '',
      csi: { driver: 'efs.csi.aws.com', volumeHandle: 'fs-1' },
      ...more,
    },
  })
  const claim = (more: object = {}) => ({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'content' },
    spec: {
      accessModes: ['ReadWriteMany'],
      storageClassName: '',
      resources: { requests: { storage: '5Gi' } },
      ...more,
    },
  })
  const volumes = '/api/v1/persistentvolumes'
  const claims = '/api/v1/namespaces/wordpress/persistentvolumeclaims'
  const phase = async ({ ask }: Setting, path: string) => (await ask('GET', path)).body.status.phase

  test('keep their source for life', async () => {
    const { ask } = await healthy()
    await ask('POST', volumes, volume('old'))
    const moved = { spec: { csi: { volumeHandle: 'fs-2' } } }
    const { status, body } = await ask('PATCH', `${volumes}/old`, moved, merge)
    expect([status, body.message]).toEqual([422, expect.stringContaining('is immutable after creation')])
    const policy = { spec: { persistentVolumeReclaimPolicy: 'Delete' } }
    expect((await ask('PATCH', `${volumes}/old`, policy, merge)).status).toBe(200)
  })

  test('stay Released after their claim is gone, until the claim reference is removed', async () => {
    const setup = await healthy()
    const { ask } = setup
    await ask('POST', volumes, volume('kept'))
    await ask('POST', claims, claim())
    await pass(setup, minutes(1))
    expect([await phase(setup, `${volumes}/kept`), await phase(setup, `${claims}/content`)]).toEqual(['Bound', 'Bound'])
    const narrowed = await ask('PATCH', `${claims}/content`, { spec: { volumeName: 'other' } }, merge)
    expect(narrowed.status).toBe(422)
    await ask('DELETE', `${claims}/content`)
    await pass(setup, minutes(1))
    expect(await phase(setup, `${volumes}/kept`)).toBe('Released')
    await ask('POST', claims, claim({ volumeName: 'kept' }))
    await pass(setup, minutes(5))
    expect(await phase(setup, `${claims}/content`)).toBe('Pending')
    await ask('PATCH', `${volumes}/kept`, [{ op: 'remove', path: '/spec/claimRef' }], jsonPatch)
    await pass(setup, minutes(1))
    expect(await phase(setup, `${claims}/content`)).toBe('Bound')
  })

  test('do not bind to a claim of another class, size or mode, or to the wrong one', async () => {
    const setup = await healthy()
    const { ask } = setup
    await ask('POST', volumes, volume('class', { storageClassName: 'efs' }))
    await ask('POST', volumes, volume('small', { capacity: { storage: '1Gi' } }))
    await ask('POST', volumes, volume('mode', { accessModes: ['ReadWriteOnce'] }))
    await ask('POST', volumes, volume('reserved', { claimRef: { namespace: 'wordpress', name: 'another' } }))
    await ask('POST', claims, claim())
    await pass(setup, minutes(5))
    expect(await phase(setup, `${claims}/content`)).toBe('Pending')
    await ask('POST', volumes, volume('meant', { claimRef: { namespace: 'wordpress', name: 'content' } }))
    await pass(setup, minutes(1))
    expect((await ask('GET', `${claims}/content`)).body.spec.volumeName).toBe('meant')
  })

  test('a claim in use does not go; one with policy Delete takes the only copy along', async () => {
    const deleted: string[] = []
    const setup = await healthy('volumes', { volumeDeleted: each => void deleted.push(each.metadata.name) })
    const { ask } = setup
    await pauseArgo(setup)
    await ask('POST', volumes, volume('precious', { persistentVolumeReclaimPolicy: 'Delete' }))
    await ask('POST', claims, claim())
    const mount = {
      spec: {
        template: {
          spec: {
            volumes: [{ name: 'content', persistentVolumeClaim: { claimName: 'content' } }],
            containers: [{ name: 'wordpress', volumeMounts: [{ name: 'content', mountPath: '/var/www' }] }],
          },
        },
      },
    }
    expect((await ask('PATCH', deploymentPath, mount, strategic)).status).toBe(200)
    await pass(setup, minutes(15))
    expect(rolloutState(deploymentOf(setup)).status).toBe('complete')
    await ask('DELETE', `${claims}/content`)
    await pass(setup, minutes(5))
    expect([(await ask('GET', `${claims}/content`)).status, deleted]).toEqual([200, []])
    await setup.settle(setup.gateway.patchScale(resources.deployment, site, 0))
    await pass(setup, minutes(3))
    expect([(await ask('GET', `${claims}/content`)).status, deleted]).toEqual([404, ['precious']])
  })
})

describe('The service proxy', () => {
  test('answers from the world, and with 503 when no pod is ready', async () => {
    const setup = await healthy('proxy', {
      serve: async ({ service, port, path }) => ({
        status: 200,
        contentType: 'text/plain',
        body: `${service} ${port} ${path}`,
      }),
    })
    const place = { namespace: 'wordpress', name: 'wordpress', port: 80 }
    expect(await setup.settle(setup.gateway.getFromService(place, '/wp-login.php'))).toBe('wordpress 80 /wp-login.php')
    await pauseArgo(setup)
    await setup.settle(setup.gateway.patchScale(resources.deployment, site, 0))
    await pass(setup, minutes(1))
    await expect(setup.settle(setup.gateway.getFromService(place, '/'))).rejects.toMatchObject({ status: 503 })
  })
})

describe('Laws, whatever an operator does', () => {
  const deed = fc.oneof(
    fc.record({ kind: fc.constant('scale' as const), replicas: fc.integer({ min: 0, max: 7 }) }),
    fc.record({ kind: fc.constant('restart' as const), minute: fc.integer({ min: 10, max: 59 }) }),
    fc.record({
      kind: fc.constant('secret' as const),
      host: fc.constantFrom('old.cluster', 'new.cluster', 'third.cluster'),
    }),
    fc.record({ kind: fc.constant('sync' as const), stamp: fc.constantFrom('a', 'b') }),
    fc.record({ kind: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 400 }) }),
  )

  test('a container keeps its environment; the Secret changes only by a sync; complete means no old pod beside the terminating', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.array(deed, { minLength: 1, maxLength: 12 }), async (seed, deeds) => {
        const setup = await healthy(`law ${seed}`)
        await pauseArgo(setup)
        const watched = watchLaws(setup)
        for (const each of deeds) await carryOut(setup, each)
        await pass(setup, minutes(2))
        expect(watched.broken).toEqual([])
      }),
      { numRuns: 40 },
    )
  })

  async function carryOut(setup: Setting, each: typeof deed extends fc.Arbitrary<infer D> ? D : never): Promise<void> {
    const { gateway, settle, secrets: manager } = setup
    if (each.kind === 'scale') await settle(gateway.patchScale(resources.deployment, site, each.replicas))
    if (each.kind === 'restart') await settle(gateway.restart(site, `2030-03-04T11:${each.minute}:00Z`))
    if (each.kind === 'secret') manager.set(platform.database.secret, databaseSecret(each.host))
    if (each.kind === 'sync') await settle(gateway.forceSync(externalSecret, each.stamp))
    if (each.kind === 'wait') await pass(setup, each.seconds * 1000)
  }

  function watchLaws(setup: Setting): { readonly broken: string[] } {
    const broken: string[] = []
    const environments = new Map<string, string>()
    let secret = secretHost(setup)
    let syncing = false
    setup.cluster.store.onChange(({ object }) => {
      for (const { name, startedAt, environment } of setup.cluster.readyPods('wordpress', 'wordpress')) {
        const text = JSON.stringify(environment)
        if ((environments.get(`${name} ${startedAt}`) ?? text) !== text) broken.push(`environment of ${name} changed`)
        environments.set(`${name} ${startedAt}`, text)
      }
      if (secretHost(setup) !== secret) syncing = true
      // The operator writes the Secret and then its own status, in one deed.
      if (syncing && object.kind !== 'Secret') {
        if (object.kind !== 'ExternalSecret') broken.push('the Secret changed without a sync')
        secret = secretHost(setup)
        syncing = false
      }
      const deployment = deploymentOf(setup)
      if (rolloutState(deployment).status === 'complete' && settled(setup)) {
        if (oldPods(setup).length > 0) broken.push(`complete with old pods ${oldPods(setup)}`)
      }
    })
    return { broken }
  }

  /** The ReplicaSet controller has seen every pod's present state. */
  const settled = ({ cluster }: Setting) =>
    cluster.store.list(replicaSets, 'wordpress').every(set => {
      const owned = cluster.store.list(pods, 'wordpress').filter(pod => controllerOf(pod)?.uid === set.metadata.uid)
      return (set.status?.replicas ?? 0) === owned.filter(pod => pod.metadata.deletionTimestamp === undefined).length
    })

  const oldPods = (setup: Setting) => {
    const restarted = deploymentOf(setup).spec?.template.metadata?.annotations?.['kubectl.kubernetes.io/restartedAt']
    return setup.cluster.store
      .list(pods, 'wordpress')
      .filter(pod => pod.metadata.labels?.['app.kubernetes.io/name'] === 'wordpress')
      .filter(pod => pod.metadata.deletionTimestamp === undefined)
      .filter(pod => pod.metadata.annotations?.['kubectl.kubernetes.io/restartedAt'] !== restarted)
      .map(pod => pod.metadata.name)
  }

  test('the autoscaler never raises from zero', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.integer({ min: 1, max: 300 }), async (seed, seconds) => {
        const setup = await healthy(`zero ${seed}`)
        await pauseArgo(setup)
        await setup.settle(setup.gateway.patchScale(resources.deployment, site, 1))
        await pass(setup, seconds * 100)
        await setup.settle(setup.gateway.patchScale(resources.deployment, site, 0))
        await pass(setup, minutes(70))
        expect(deploymentOf(setup).spec?.replicas).toBe(0)
      }),
      { numRuns: 25 },
    )
  })

  test('the same seed gives the same history, another seed another one', async () => {
    const history = async (seed: string) => {
      const setup = await healthy(seed)
      await setup.settle(setup.gateway.restart(site, '2030-03-04T10:30:00Z'))
      await pass(setup, minutes(60))
      return JSON.stringify(
        [pods, replicaSets, deployments, secrets].map(kind => setup.cluster.store.list<unknown>(kind)),
      )
    }
    const first = await history('one')
    expect(await history('one')).toBe(first)
    expect(await history('two')).not.toBe(first)
  })
})
