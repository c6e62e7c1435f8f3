// Restored disks of the monitoring and the jobs that restore them: tags, zones, spoilt data, and what EC2 refuses.
import { describe, expect, test } from '@jest/globals'
import { nodes } from '../../../sandbox/kubernetes/kinds.ts'
import { spoil } from '../../../sandbox/world/monitoring/misfortunes.ts'
import { attachmentOf, attachments, isServing, podOf, swap, toPrometheus } from './monitoring-hands.ts'
import {
  type Hands,
  merge,
  minute,
  monitored,
  namespace,
  platform,
  restored,
  stores,
  tagsToAttach,
} from './monitoring-stage.ts'

const ZONE = 'topology.kubernetes.io/zone'
const cordon = async ({ world, ask }: Hands, zone: string) => {
  for (const { metadata } of world.kubernetes.store.list(nodes))
    if (metadata.labels?.[ZONE] === zone)
      await ask('PATCH', `/api/v1/nodes/${metadata.name}`, { spec: { unschedulable: true } }, merge)
}

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
