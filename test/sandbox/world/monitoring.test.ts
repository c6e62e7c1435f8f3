// Monitoring data, lost and restored by hand: everything that Kubernetes, the operator and EBS put in the way of it.
import { describe, expect, test } from '@jest/globals'
import {
  nodes,
  persistentVolumeClaims,
  persistentVolumes,
  pods,
  statefulSets,
  volumeAttachments,
} from '../../../sandbox/kubernetes/kinds.ts'
import { spoil } from '../../../sandbox/world/monitoring/misfortunes.ts'
import {
  claimPath,
  deploymentPath,
  grafana,
  type Hands,
  merge,
  minute,
  monitored,
  namespace,
  newClaim,
  newVolume,
  platform,
  prometheus,
  resourcePath,
  restored,
  stores,
  strike,
  tagsToAttach,
  volumePath,
} from './monitoring-stage.ts'

const proxied = (service: string, port: number, path: string) =>
  `/api/v1/namespaces/${namespace}/services/${service}:${port}/proxy${path}`
const toPrometheus = (path: string) => proxied(prometheus.service, prometheus.port, path)
const toGrafana = (path: string) => proxied(grafana.service, grafana.port, path)
const query = (text: string) => toPrometheus(`/api/v1/query?query=${encodeURIComponent(text)}`)

const podOf = ({ world }: Hands, which: 'prometheus' | 'grafana') =>
  world.kubernetes.store
    .list(pods, namespace)
    .find(({ metadata }) => metadata.labels?.['app.kubernetes.io/name'] === which)
const isServing = (hands: Hands, which: 'prometheus' | 'grafana') => {
  const { service } = which === 'prometheus' ? prometheus : grafana
  return hands.world.kubernetes.endpoints(namespace, service).length > 0
}
const claimOf = ({ world }: Hands, which: 'prometheus' | 'grafana') =>
  world.kubernetes.store.get(persistentVolumeClaims, namespace, stores[which].claim)
const attachmentOf = (hands: Hands, volume: string) =>
  attachments(hands).find(({ spec }) => spec.source.persistentVolumeName === volume)
const ZONE = 'topology.kubernetes.io/zone'
const cordon = async ({ world, ask }: Hands, zone: string) => {
  for (const { metadata } of world.kubernetes.store.list(nodes))
    if (metadata.labels?.[ZONE] === zone)
      await ask('PATCH', `/api/v1/nodes/${metadata.name}`, { spec: { unschedulable: true } }, merge)
}
const retain = { spec: { persistentVolumeReclaimPolicy: 'Retain' } }
const argo = '/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/observability'
const pauseArgo = ({ ask }: Hands) => ask('PATCH', argo, { spec: { syncPolicy: { automated: null } } }, merge)
const attachments = ({ world }: Hands) => world.kubernetes.store.list(volumeAttachments)

async function stop(hands: Hands, which: 'prometheus' | 'grafana'): Promise<void> {
  const path = which === 'prometheus' ? resourcePath : deploymentPath
  await pauseArgo(hands)
  await hands.ask('PATCH', path, { spec: { replicas: 0 } }, merge)
  await hands.until(() => podOf(hands, which) === undefined)
  await hands.until(
    () => !attachments(hands).some(({ spec }) => spec.source.persistentVolumeName === stores[which].volume),
  )
}

/** The right order: Retain, stop, delete the claim, make volume and claim anew, start. */
async function swap(hands: Hands, which: 'prometheus' | 'grafana', handle: string, more: object = {}): Promise<void> {
  await hands.ask(
    'PATCH',
    `${volumePath}/${stores[which].volume}`,
    { spec: { persistentVolumeReclaimPolicy: 'Retain' } },
    merge,
  )
  await stop(hands, which)
  await hands.ask('DELETE', `${claimPath}/${stores[which].claim}`)
  await hands.until(
    () => hands.world.kubernetes.store.get(persistentVolumeClaims, namespace, stores[which].claim) === undefined,
  )
  expect((await hands.ask('POST', volumePath, newVolume(which, handle, more))).status).toBe(201)
  expect((await hands.ask('POST', claimPath, newClaim(which))).status).toBe(201)
  await hands.until(
    () =>
      hands.world.kubernetes.store.get(persistentVolumeClaims, namespace, stores[which].claim)?.status?.phase ===
      'Bound',
  )
  await hands.ask('PATCH', which === 'prometheus' ? resourcePath : deploymentPath, { spec: { replicas: 1 } }, merge)
}

const figure = (answer: { body: { data: { result: { value: [number, string] }[] } } }) =>
  Number(answer.body.data.result[0]?.value[1])

/** Signs in as people do; the API server keeps `authorization` for itself. */
async function session({ ask, world }: Hands): Promise<string> {
  const { user, password } = world.monitoring.administrator
  expect((await ask('POST', toGrafana('/login'), { user, password: 'wrong' })).status).toBe(401)
  const signedIn = await ask('POST', toGrafana('/login'), { user, password })
  expect(signedIn.status).toBe(200)
  return ''
}

describe('Monitoring before any disaster', () => {
  test('runs on its disks: attached in their zones, scraped for weeks, with dashboards', async () => {
    const hands = await monitored()
    expect([isServing(hands, 'prometheus'), isServing(hands, 'grafana')]).toEqual([true, true])
    expect(attachments(hands).map(({ status }) => status?.attached)).toEqual([true, true])
    const zoneOf = (which: 'prometheus' | 'grafana') =>
      hands.world.kubernetes.store.get(nodes, undefined, podOf(hands, which)?.spec?.nodeName ?? '')?.metadata.labels?.[
        'topology.kubernetes.io/zone'
      ]
    expect([zoneOf('prometheus'), zoneOf('grafana')]).toEqual([stores.prometheus.zone, stores.grafana.zone])
    expect(figure(await hands.ask('GET', query('count(up == 1)')))).toBe(20)
    const oldest = figure(await hands.ask('GET', query('prometheus_tsdb_lowest_timestamp_seconds')))
    expect(hands.world.clock.now() / 1000 - oldest).toBeGreaterThan(119 * 86_400)
    await session(hands)
  })
})

describe('A Grafana that is a StatefulSet', () => {
  test('finds its disk by the name of its claim, and gets an empty one when that claim is deleted', async () => {
    const workload = { kind: 'StatefulSet', name: 'grafana' } as const
    const monitoring = { ...platform.monitoring, grafana: { ...grafana, workload, claim: 'storage-grafana-0' } }
    const hands = await monitored({ platform: { ...platform, monitoring } })
    const { kubernetes, region } = hands.world
    expect(isServing(hands, 'grafana')).toBe(true)
    expect(podOf(hands, 'grafana')?.metadata.name).toBe('grafana-0')
    expect(kubernetes.store.list(persistentVolumeClaims, namespace).map(({ metadata }) => metadata.name)).toContain(
      'storage-grafana-0',
    )
    expect(region.ec2.volumes()).toHaveLength(2)
    // Taken away for good, it comes back with an empty disk: nobody asked for that volume.
    await hands.ask('DELETE', `${claimPath}/storage-grafana-0`)
    await hands.ask('DELETE', `/api/v1/namespaces/${namespace}/pods/grafana-0`)
    await hands.until(
      () =>
        region.ec2.volumes().length === 2 &&
        isServing(hands, 'grafana') &&
        region.ec2.volumes()[1]?.id !== hands.world.monitoring.volumeIds.grafana,
    )
  })
})

describe('A loss', () => {
  test('leaves both running and empty: nothing in Kubernetes is unwell', async () => {
    const hands = await monitored()
    const viewers = hands.world.dashboardViewers
    viewers.start()
    await hands.pass(20 * minute)
    expect(new Set(viewers.visits.map(({ seen }) => seen))).toEqual(new Set(['ok']))
    strike(hands)
    const struckAt = hands.world.clock.now()
    await hands.until(() => !isServing(hands, 'grafana') || !isServing(hands, 'prometheus'))
    await hands.until(() => isServing(hands, 'prometheus') && isServing(hands, 'grafana'))
    await hands.pass(10 * minute)
    const oldest = figure(await hands.ask('GET', query('prometheus_tsdb_lowest_timestamp_seconds')))
    expect(oldest * 1000).toBeGreaterThan(struckAt)
    expect(viewers.visits.at(-1)?.seen).toBe('wrong')
    expect(viewers.achievedRpo(struckAt)).toBe(Number.POSITIVE_INFINITY)
  })

  test('is undone from the recovery points of the night: targets, history and dashboards are there again', async () => {
    const hands = await monitored()
    hands.world.dashboardViewers.start()
    await hands.pass(60 * minute)
    strike(hands)
    const struckAt = hands.world.clock.now()
    await hands.pass(10 * minute)
    for (const which of ['prometheus', 'grafana'] as const) await swap(hands, which, await restored(hands, which))
    await hands.until(() => isServing(hands, 'prometheus') && isServing(hands, 'grafana'))
    await hands.pass(10 * minute)
    const oldest = figure(await hands.ask('GET', query('prometheus_tsdb_lowest_timestamp_seconds')))
    expect(struckAt / 1000 - oldest).toBeGreaterThan(14 * 86_400)
    const { visits } = hands.world.dashboardViewers
    expect(visits.slice(-10).every(({ seen }) => seen === 'ok')).toBe(true)
    // The backup of 02:00, an hour or less before the loss.
    const rpo = hands.world.dashboardViewers.achievedRpo(struckAt)
    expect(rpo).toBeGreaterThan(20 * 60)
    expect(rpo).toBeLessThan(60 * 60)
    // The old disks are still there: their volumes were to be retained.
    for (const which of ['prometheus', 'grafana'] as const)
      expect(hands.world.kubernetes.store.get(persistentVolumes, undefined, stores[which].volume)?.status?.phase).toBe(
        'Released',
      )
    expect(hands.world.region.ec2.volumes()).toHaveLength(4)
  })
})

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

describe('A restored disk', () => {
  test('without the tags of the driver is not attached, and the reason stands in the attachment', async () => {
    const hands = await monitored()
    const handle = await restored(hands, 'grafana', { TagSpecifications: undefined })
    await swap(hands, 'grafana', handle)
    await hands.pass(5 * minute)
    expect(podOf(hands, 'grafana')?.status?.containerStatuses?.[0]?.state?.waiting?.reason).toBe('ContainerCreating')
    expect(attachmentOf(hands, 'restored-grafana')?.status?.attachError?.message).toMatch(/UnauthorizedOperation/)
    hands.aws(hands.world.region.ec2.service, 'CreateTags', { Resources: [handle], Tags: tagsToAttach() })
    await hands.until(() => isServing(hands, 'grafana'))
  })

  test('in another zone: with affinity and no node the pod has no place, without affinity the attachment fails', async () => {
    const elsewhere = { AvailabilityZone: `${platform.regions.primary}c` }
    const hands = await monitored()
    await cordon(hands, elsewhere.AvailabilityZone)
    await swap(hands, 'grafana', await restored(hands, 'grafana', elsewhere), { nodeAffinity: undefined })
    await hands.until(() => attachmentOf(hands, 'restored-grafana')?.status?.attachError !== undefined)
    // The scheduler knew nothing of it; a node in that zone would have done, by luck.
    expect(attachmentOf(hands, 'restored-grafana')?.status?.attachError?.message).toMatch(/ZoneMismatch/)
    const other = await monitored()
    await cordon(other, stores.grafana.zone)
    await swap(other, 'grafana', await restored(other, 'grafana'))
    await other.pass(2 * minute)
    const scheduled = podOf(other, 'grafana')?.status?.conditions?.find(({ type }) => type === 'PodScheduled')
    expect(scheduled).toMatchObject({ status: 'False', reason: 'Unschedulable' })
    expect(scheduled?.message).toMatch(/2 node\(s\) were unschedulable.*4 node\(s\) had volume node affinity conflict/)
  })

  test('is on one node at a time: a pod on another waits until the first has let go', async () => {
    const hands = await monitored()
    const first = podOf(hands, 'grafana')
    await hands.ask('PATCH', `/api/v1/nodes/${first?.spec?.nodeName}`, { spec: { unschedulable: true } }, merge)
    await hands.ask('DELETE', `/api/v1/namespaces/${namespace}/pods/${first?.metadata.name}`)
    const seen = new Set<number>()
    await hands.until(() => {
      seen.add(
        attachments(hands).filter(({ spec }) => spec.source.persistentVolumeName === stores.grafana.volume).length,
      )
      return podOf(hands, 'grafana')?.metadata.uid !== first?.metadata.uid && isServing(hands, 'grafana')
    })
    expect(Math.max(...seen)).toBe(1)
    expect(podOf(hands, 'grafana')?.spec?.nodeName).not.toBe(first?.spec?.nodeName)
  })

  test('whose data is spoilt: a broken log costs its samples, a broken block or database keeps the store from starting', async () => {
    const hands = await monitored()
    for (const which of ['log', 'dashboards'] as const) spoil(hands.world, which)
    await swap(hands, 'prometheus', await restored(hands, 'prometheus'))
    await swap(hands, 'grafana', await restored(hands, 'grafana'))
    await hands.until(() => isServing(hands, 'prometheus'))
    const { body } = await hands.ask('GET', toPrometheus('/api/v1/status/runtimeinfo'))
    expect(body.data.corruptionCount).toBe(1)
    const crashes = () => podOf(hands, 'grafana')?.status?.containerStatuses?.[0]?.state?.waiting?.reason
    await hands.until(() => crashes() === 'CrashLoopBackOff')
    const other = await monitored()
    spoil(other.world, 'block')
    await swap(other, 'prometheus', await restored(other, 'prometheus'))
    await other.pass(15 * minute)
    expect(podOf(other, 'prometheus')?.status?.containerStatuses?.[0]).toMatchObject({
      ready: false,
      state: { waiting: { reason: 'CrashLoopBackOff' } },
    })
  })

  test('that makes Prometheus replay for longer than its startup probe waits never serves', async () => {
    const hands = await monitored()
    const resource = /on (?!vol-0237)/
    hands.world.lifecycle.override({ transition: 'prometheus.replaying', resource, seconds: 20 * 60 })
    await swap(hands, 'prometheus', await restored(hands, 'prometheus'))
    await hands.pass(60 * minute)
    expect(isServing(hands, 'prometheus')).toBe(false)
    expect(podOf(hands, 'prometheus')?.status?.containerStatuses?.[0]?.restartCount).toBeGreaterThan(1)
  })
})

describe('A restore job of AWS Backup', () => {
  const start = (hands: Hands, Metadata: Record<string, string>, more: object = {}) => {
    const { region, monitoring } = hands.world
    const point = region.backup
      .recoveryPoints(platform.monitoring.vault)
      .findLast(each => each.resourceArn.endsWith(monitoring.volumeIds.prometheus))
    const IamRoleArn = `arn:aws:iam::${platform.account}:role/${platform.monitoring.restoreRole}`
    const asked = { RecoveryPointArn: point?.arn, IamRoleArn, Metadata, ...more }
    return hands.aws(region.backup.service, 'StartRestoreJob', asked).RestoreJobId as string
  }
  const ended = async (hands: Hands, RestoreJobId: string) => {
    const look = () => hands.aws(hands.world.region.backup.service, 'DescribeRestoreJob', { RestoreJobId })
    await hands.until(() => !['PENDING', 'RUNNING'].includes(look().Status))
    return look()
  }
  const zone = stores.prometheus.zone

  test('makes a gp2 volume without a tag, unless it is told better', async () => {
    const hands = await monitored()
    const bare = await ended(hands, start(hands, { availabilityZone: zone }))
    const volume = (arn: string) => hands.world.region.ec2.volumes().find(({ id }) => arn.endsWith(id))
    expect(volume(bare.CreatedResourceArn)).toMatchObject({ type: 'gp2', tags: [], encrypted: true, size: 100 })
    const told = { availabilityZone: zone, volumeType: 'gp3', volumeSize: '120', encrypted: 'true' }
    const better = await ended(hands, start(hands, told, { CopySourceTagsToRestoredResource: true }))
    expect(volume(better.CreatedResourceArn)).toMatchObject({ type: 'gp3', size: 120 })
    expect(volume(better.CreatedResourceArn)?.tags).toContainEqual({ Key: 'Component', Value: 'monitoring' })
  })

  test('refuses what GetRecoveryPointRestoreMetadata tells, other spellings, and a job without a zone', async () => {
    const hands = await monitored()
    const wrong: Record<string, string>[] = [
      { encrypted: 'true' },
      { AvailabilityZone: zone },
      { availabilityZone: 'null' },
    ]
    for (const metadata of wrong) expect(() => start(hands, metadata)).toThrow(/Invalid restore metadata/)
  })

  test('fails with the reason that EC2 gives: no capacity, a key that cannot be used', async () => {
    const hands = await monitored()
    hands.world.region.ec2.exhaust('gp3', zone)
    const full = await ended(hands, start(hands, { availabilityZone: zone, volumeType: 'gp3' }))
    expect(full).toMatchObject({ Status: 'FAILED', StatusMessage: expect.stringMatching(/InsufficientVolumeCapacity/) })
    hands.world.region.kms.change(platform.monitoring.kmsKeyId, 'Disabled')
    const locked = await ended(hands, start(hands, { availabilityZone: zone }))
    expect(locked).toMatchObject({
      Status: 'FAILED',
      StatusMessage: expect.stringMatching(/volume vol-\w+ is (error|gone)/),
    })
  })
})
