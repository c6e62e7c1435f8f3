// The simulated API server refuses, patches, lists and deletes by the real one’s rules.
import { describe, expect, test } from '@jest/globals'
import { resources } from '../../lambdas/gateways/kubernetes.ts'
import { pods } from '../../sandbox/kubernetes/kinds.ts'
import {
  configMap,
  configMapPath,
  deploymentPath,
  externalSecret,
  healthy,
  jsonPatch,
  merge,
  minutes,
  pass,
  pauseArgo,
  type Setting,
  site,
  strategic,
} from './kubernetes-platform.ts'

const apply = 'application/apply-patch+yaml'

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
