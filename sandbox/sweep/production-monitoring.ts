// Production's monitoring as a run must leave it when it does not recover: its disks, volumes, claims, and workloads.
import { EBS_DRIVER } from '../kubernetes/disks.ts'
import { persistentVolumeClaims, persistentVolumes, prometheuses, statefulSets } from '../kubernetes/kinds.ts'
import { FileView } from '../world/files/index.ts'
import type { PlatformInRegion } from '../world/platform-in-region.ts'

/** By name of the thing, its settings. What the stores write by themselves goes on, and is not looked at. */
export function productionMonitoringOf(world: PlatformInRegion): ReadonlyMap<string, unknown> {
  const { region, kubernetes, monitoring, platform } = world
  const { namespace } = platform.monitoring
  const found = new Map<string, unknown>()
  for (const id of Object.values(monitoring.volumeIds)) {
    const disk = region.ec2.volumes().find(each => each.id === id)
    found.set(`disk ${id}`, disk && { ...settings(disk), attached: disk.attachment?.state === 'attached' })
  }
  const { store } = kubernetes
  for (const { metadata, spec } of store.list(persistentVolumes))
    if (spec?.csi?.driver === EBS_DRIVER && spec.claimRef?.namespace !== platform.drill.namespace)
      found.set(`volume ${metadata.name}`, {
        ...spec,
        claimRef: `${spec.claimRef?.namespace}/${spec.claimRef?.name}`,
      })
  for (const { metadata, spec, status } of store.list(persistentVolumeClaims, namespace))
    found.set(`claim ${metadata.name}`, { spec, labels: metadata.labels, phase: status?.phase })
  for (const kind of [prometheuses, statefulSets] as const)
    for (const { metadata, spec } of store.list(kind as typeof statefulSets, namespace))
      found.set(`${kind.kind} ${metadata.name}`, spec)
  found.set('who serves metrics and dashboards', servers(world))
  return found
}

const settings = ({
  zone,
  type,
  size,
  encrypted,
  keyArn,
  tags,
}: ReturnType<PlatformInRegion['region']['ec2']['volumes']>[number]) => ({
  ...{ zone: zone.name, type, size, encrypted, keyArn },
  tags: tags.map(({ Key, Value }) => `${Key}=${Value}`).toSorted(),
})

/** How many ready pods are behind each service, and what is at the root of each disk. */
function servers({ kubernetes, monitoring, platform, region }: PlatformInRegion): readonly string[] {
  const { namespace, prometheus, grafana } = platform.monitoring
  const ready = [prometheus, grafana].map(
    ({ service }) => `${service}: ${kubernetes.endpoints(namespace, service).length}`,
  )
  const roots = Object.entries(monitoring.volumeIds)
    .filter(([, id]) => region.ec2.volumes().some(each => each.id === id))
    .map(([which, id]) => `${which}: ${new FileView(region.ec2.bareDisk(id)).readdir('/').join(' ')}`)
  return [...ready, ...roots]
}
