// Nodes of the recovery region: one that is always there, for operators and drills, and those that are made on the day.
import type { Platform } from '../../../domain/platform.ts'
import type { KubernetesCluster } from '../../kubernetes/cluster.ts'
import { nodes } from '../../kubernetes/kinds.ts'
import type { Lifecycle } from '../../lifecycle.ts'
import { joined, seedNode } from '../monitoring/seed-nodes.ts'
import type { PlatformInRegion } from '../platform-in-region.ts'

const groupLabel = 'eks.amazonaws.com/nodegroup'
const systemGroup = ({ kubernetes }: Platform): string => `${kubernetes.clusterName}-system`
const workerGroup = ({ kubernetes }: Platform): string => `${kubernetes.clusterName}-workers`

/** What WordPress's pods ask of their node. */
export const ofWorkers = (platform: Platform): Readonly<Record<string, string>> => ({
  [groupLabel]: workerGroup(platform),
})

export function seedSystemNode(cluster: KubernetesCluster, platform: Platform): void {
  const { recovery, regions } = platform
  const region = regions.primary
  seedNode(cluster, { region, nodeGroup: systemGroup(platform), zone: `${region}a`, address: '10.1.1.10' })
  if (recovery.infrastructure.kind === 'pilot-light') for (const seed of workersOf(platform)) seedNode(cluster, seed)
}

/** In the zones that have mount targets, by turns. */
function workersOf(platform: Platform, lost: ReadonlySet<string> = new Set()) {
  const { kubernetes, files } = platform.recovery
  const zones = files.mountTargets.map(({ zone }) => zone).filter(zone => !lost.has(zone))
  return Array.from({ length: kubernetes.nodes }, (_, index) => ({
    ...{ region: platform.regions.primary, nodeGroup: workerGroup(platform) },
    ...{ zone: zones[index % zones.length] ?? '', address: `10.1.${2 + (index % zones.length)}.${20 + index}` },
  }))
}

export const workersIn = (cluster: KubernetesCluster, platform: Platform) =>
  cluster.store.list(nodes).filter(({ metadata }) => metadata.labels?.[groupLabel] === workerGroup(platform))

/** Of one node, as `node.kubernetes.io/instance-type` says: m7g.xlarge. */
const CPUS = 4

/** Running on-demand standard instances, in virtual processors. */
export const RUNNING_CPUS = 'L-1216C47A'

/** A node group that is made: its nodes join, and are ready a little later. @throws when the account may not run as many */
export function addWorkers({ kubernetes: cluster, platform, region }: PlatformInRegion, lifecycle: Lifecycle): void {
  const allowed = region.quotas.valueOf(RUNNING_CPUS)
  const wanted = CPUS * (cluster.store.list(nodes).length + platform.recovery.kubernetes.nodes)
  if (wanted > allowed)
    throw new Error(
      `VcpuLimitExceeded: you have requested more vCPU capacity (${wanted}) than your limit of ${allowed}`,
    )
  for (const seed of workersOf(platform, region.lostZones)) {
    const name = seedNode(cluster, { ...seed, joining: true })
    lifecycle.schedule('eks.node.joining', `${platform.kubernetes.clusterName}/${name}`, {
      done: () => joined(cluster, name),
      never: () => undefined,
    })
  }
}

export function removeWorkers(cluster: KubernetesCluster, platform: Platform): void {
  for (const node of workersIn(cluster, platform)) cluster.store.remove(node)
}
