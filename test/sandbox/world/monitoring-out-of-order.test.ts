// Monitoring restored by hand in another order: what Kubernetes, the operator and Argo CD put in the way of it.
import { describe, expect, test } from '@jest/globals'
import { persistentVolumeClaims, persistentVolumes, statefulSets } from '../../../sandbox/kubernetes/kinds.ts'
import { claimOf, figure, isServing, pauseArgo, podOf, query, retain, stop } from './monitoring-hands.ts'
import {
  claimPath,
  deploymentPath,
  merge,
  minute,
  monitored,
  namespace,
  newClaim,
  platform,
  prometheus,
  resourcePath,
  stores,
  volumePath,
} from './monitoring-stage.ts'

describe('What goes wrong in another order', () => {
  test('a claim that goes while its volume says Delete takes the disk along', async () => {
    const hands = await monitored()
    await stop(hands, 'grafana')
    await hands.ask('DELETE', `${claimPath}/${stores.grafana.claim}`)
    await hands.pass(5 * minute)
    expect(hands.world.kubernetes.store.get(persistentVolumes, undefined, stores.grafana.volume)).toBeUndefined()
    expect(hands.world.region.ec2.volumes().map(({ id }) => id)).toEqual([hands.world.monitoring.volumeIds.prometheus])
  })

  test('a claim that goes while Prometheus wants it is made anew, and an empty disk with it', async () => {
    const hands = await monitored()
    const { store } = hands.world.kubernetes
    const old = store.get(persistentVolumeClaims, namespace, stores.prometheus.claim)
    await hands.ask('PATCH', `${volumePath}/${stores.prometheus.volume}`, retain, merge)
    await hands.ask('DELETE', `${claimPath}/${stores.prometheus.claim}`)
    await hands.pass(minute)
    // In use, so it stays until the pod goes.
    expect(claimOf(hands, 'prometheus')?.metadata.deletionTimestamp).toBeDefined()
    await hands.ask('DELETE', `/api/v1/namespaces/${namespace}/pods/${podOf(hands, 'prometheus')?.metadata.name}`)
    await hands.until(() => claimOf(hands, 'prometheus')?.status?.phase === 'Bound' && isServing(hands, 'prometheus'))
    const now = claimOf(hands, 'prometheus')
    expect(now?.metadata.uid).not.toBe(old?.metadata.uid)
    expect(now?.spec?.volumeName).toBe(`pvc-${now?.metadata.uid}`)
    const made = hands.world.region.ec2.volumes().at(-1)
    expect(made).toMatchObject({ type: 'gp3', size: 100, encrypted: true, keyArn: platform.monitoring.kmsKeyId })
    expect(made?.tags).toContainEqual({ Key: 'ebs.csi.aws.com/cluster', Value: 'true' })
    const oldest = figure(await hands.ask('GET', query('prometheus_tsdb_lowest_timestamp_seconds')))
    expect(hands.world.clock.now() / 1000 - oldest).toBeLessThan(30 * 60)
  })

  test('the operator reverts what is done to its StatefulSet, unless it is paused', async () => {
    const hands = await monitored()
    const set = `/apis/apps/v1/namespaces/${namespace}/statefulsets/prometheus-${prometheus.resource}`
    await hands.ask('PATCH', `${set}/scale`, { spec: { replicas: 0 } }, merge)
    await hands.pass(minute)
    expect((await hands.ask('GET', set)).body.spec.replicas).toBe(1)
    await hands.ask('PATCH', resourcePath, { spec: { paused: true } }, merge)
    await hands.pass(minute)
    await hands.ask('PATCH', `${set}/scale`, { spec: { replicas: 0 } }, merge)
    await hands.pass(5 * minute)
    expect((await hands.ask('GET', set)).body.spec.replicas).toBe(0)
    expect(podOf(hands, 'prometheus')).toBeUndefined()
    await hands.ask('PATCH', resourcePath, { spec: { paused: false } }, merge)
    await hands.until(() => isServing(hands, 'prometheus'))
  })

  test('the template of its claims cannot be changed in the set; in the resource it costs the set, and no claim', async () => {
    const hands = await monitored()
    const { store } = hands.world.kubernetes
    const set = `prometheus-${prometheus.resource}`
    const path = `/apis/apps/v1/namespaces/${namespace}/statefulsets/${set}`
    const step = { op: 'replace', path: '/spec/volumeClaimTemplates/0/spec/volumeName', value: 'another' }
    const refused = await hands.ask('PATCH', path, [{ ...step, op: 'add' }], 'application/json-patch+json')
    expect([refused.status, refused.body.reason]).toEqual([422, 'Invalid'])
    const before = store.get(statefulSets, namespace, set)
    const claim = claimOf(hands, 'prometheus')
    const spec = { ...before?.spec?.volumeClaimTemplates?.[0]?.spec, resources: { requests: { storage: '80Gi' } } }
    await pauseArgo(hands)
    await hands.ask('PATCH', resourcePath, { spec: { storage: { volumeClaimTemplate: { spec } } } }, merge)
    await hands.until(
      () => (store.get(statefulSets, namespace, set)?.metadata.uid ?? before?.metadata.uid) !== before?.metadata.uid,
    )
    await hands.until(() => isServing(hands, 'prometheus'))
    expect(claimOf(hands, 'prometheus')?.metadata.uid).toBe(claim?.metadata.uid)
  })

  test('Argo CD starts again what was stopped by hand, unless it is paused', async () => {
    const hands = await monitored()
    await hands.ask('PATCH', `${deploymentPath}/scale`, { spec: { replicas: 0 } }, merge)
    await hands.ask('PATCH', resourcePath, { spec: { replicas: 0 } }, merge)
    await hands.pass(2 * minute)
    expect((await hands.ask('GET', `${deploymentPath}/scale`)).body.spec.replicas).toBe(1)
    expect((await hands.ask('GET', resourcePath)).body.spec.replicas).toBe(1)
  })

  test('a volume that was released binds to no claim until its reference is removed', async () => {
    const hands = await monitored()
    await hands.ask('PATCH', `${volumePath}/${stores.grafana.volume}`, retain, merge)
    await stop(hands, 'grafana')
    await hands.ask('DELETE', `${claimPath}/${stores.grafana.claim}`)
    await hands.until(() => claimOf(hands, 'grafana') === undefined)
    const again = newClaim('grafana') as { spec: object }
    await hands.ask('POST', claimPath, { ...again, spec: { ...again.spec, volumeName: stores.grafana.volume } })
    await hands.pass(5 * minute)
    expect(claimOf(hands, 'grafana')?.status?.phase).toBe('Pending')
    const remove = [{ op: 'remove', path: '/spec/claimRef' }]
    await hands.ask('PATCH', `${volumePath}/${stores.grafana.volume}`, remove, 'application/json-patch+json')
    await hands.until(() => claimOf(hands, 'grafana')?.status?.phase === 'Bound')
  })
})
