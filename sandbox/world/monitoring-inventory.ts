// What a run can leave behind of monitoring: disks, snapshots, volumes and claims, and what Grafana was given.
import { EBS_DRIVER } from '../kubernetes/disks.ts'
import { persistentVolumeClaims, persistentVolumes } from '../kubernetes/kinds.ts'
import type { PlatformInRegion } from './platform-in-region.ts'

export function monitoringInventory(place: PlatformInRegion): readonly string[] {
  const { region, kubernetes } = place
  const volumes = kubernetes.store.list(persistentVolumes).filter(({ spec }) => spec?.csi?.driver === EBS_DRIVER)
  const names = new Set(volumes.map(({ metadata }) => metadata.name))
  const claims = kubernetes.store.list(persistentVolumeClaims).filter(({ spec }) => names.has(spec?.volumeName ?? ''))
  return [
    ...region.ec2.volumes().map(({ id }) => `disk ${id}`),
    ...snapshotsOf(place),
    ...[...names].map(name => `volume ${name}`),
    ...claims.map(({ metadata }) => `claim ${metadata.namespace}/${metadata.name}`),
  ]
}

/** Of those that are no recovery point: AWS Backup looks after its own. */
function snapshotsOf({ region }: PlatformInRegion): readonly string[] {
  const points = new Set(region.backup.recoveryPoints().map(({ arn }) => arn.split('/').at(-1)))
  return region.ec2
    .snapshots()
    .filter(({ id }) => !points.has(id))
    .map(({ id }) => `snapshot ${id}`)
}

/** What the monitoring is on now, by the names above: it is no leftover. */
export function servingMonitoring({ region, kubernetes, platform }: PlatformInRegion): readonly string[] {
  return kubernetes.store.list(persistentVolumeClaims, platform.monitoring.namespace).flatMap(claim => {
    const volume = kubernetes.store.get(persistentVolumes, undefined, claim.spec?.volumeName ?? '')
    const handle = volume?.spec?.csi?.volumeHandle
    const disk = region.ec2.volumes().find(({ id }) => id === handle)
    return [
      `claim ${claim.metadata.namespace}/${claim.metadata.name}`,
      ...(volume ? [`volume ${volume.metadata.name}`] : []),
      ...(disk ? [`disk ${disk.id}`] : []),
    ]
  })
}
