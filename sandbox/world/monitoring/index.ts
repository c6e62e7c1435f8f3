// The monitoring of the platform as one thing: its disks, their backups, its workloads, and what its pods answer.
import type { Platform } from '../../../domain/platform.ts'
import type { Resource } from '../../aws/backup/index.ts'
import type { Cloud } from '../../cloud.ts'
import type { ServiceAnswer, ServiceRequest } from '../../kubernetes/api/server.ts'
import type { ClusterOptions, KubernetesCluster } from '../../kubernetes/cluster.ts'
import type { Region } from '../../region.ts'
import { volumeDriverRole } from '../seed-roles.ts'
import { type Driver, disksOf, mountDisks } from './disks.ts'
import type { Administrator } from './grafana-database.ts'
import { Monitoring } from './monitoring.ts'
import { seedMonitoringBackups } from './seed-backups.ts'
import { seedExport } from './seed-export.ts'
import { seedMonitoring } from './seed-kubernetes.ts'
import { seedNodes } from './seed-nodes.ts'
import { type Store, seedVolumes, storesOf } from './seed-volumes.ts'
import { volumeResources } from './volume-resources.ts'

export interface MonitoringWorld {
  /** Its processes. */
  readonly running: Monitoring
  /** Ids of the volumes that production began with. */
  readonly volumeIds: Readonly<Record<Store['which'], string>>
  readonly administrator: Administrator
  /** What the cluster must know of disks and processes. */
  readonly outside: Pick<ClusterOptions, 'disks' | 'containerStarted' | 'containerStopped' | 'isReady'> &
    Required<Pick<ClusterOptions, 'mount'>>
  /** Nodes, storage class, claims, workloads and services. */
  seed(cluster: KubernetesCluster): void
  /** Answers through the API server's proxy. */
  serve(cluster: KubernetesCluster, request: ServiceRequest): ServiceAnswer
}

interface Around {
  readonly platform: Platform
  readonly cloud: Cloud
  readonly region: Region
  /** Its disks are blank, in the zone of the only node, and no backup of them is older than the world. */
  readonly pilotLight?: boolean
}

export function monitoringOf({ platform, cloud, region, pilotLight = false }: Around): MonitoringWorld {
  const surroundings = cloud.surroundings(region.name)
  const { chance, clock } = surroundings
  const administrator = { user: 'admin', password: `canary-grafana-${chance.hex(16, 'password', 'grafana')}` }
  const stores = storesOf(platform, pilotLight ? { prometheus: 'a', grafana: 'a' } : undefined)
  const volumeIds = seedVolumes(region, platform, { now: () => clock.now(), administrator, stores, blank: pilotLight })
  if (!pilotLight) {
    seedMonitoringBackups(region, platform, { now: clock.now(), volumeIds, administrator })
    seedExport(region, platform, clock.now())
  }
  const running = new Monitoring(surroundings, region)
  return {
    ...{ running, volumeIds, administrator },
    outside: {
      disks: disksOf(driverOf({ platform, cloud, region })),
      mount: mountDisks(region),
      containerStarted: container => running.containerStarted(container),
      containerStopped: pod => running.containerStopped(pod),
      isReady: pod => running.isReady(pod),
    },
    seed: cluster => {
      const nodeGroup = `${platform.kubernetes.clusterName}-workers`
      if (!pilotLight) seedNodes(cluster, { region: region.name, nodeGroup })
      seedMonitoring(cluster, platform, { volumeIds, administrator, stores })
    },
    serve: (cluster, request) => {
      const { namespace, service } = request
      const [pod] = cluster.endpoints(namespace, service)
      if (!pod) throw new Error(`there is no pod behind ${namespace}/${service}`)
      return running.ask({ namespace, name: pod.name }, request)
    },
  }
}

const driverOf = ({ platform, cloud, region }: Omit<Around, 'pilotLight'>): Driver => ({
  ...{ cloud, region, roleArn: volumeDriverRole(platform), clusterName: platform.kubernetes.clusterName },
  policy: 'AmazonEBSCSIDriverPolicyV2',
})

/** Every volume of the region that AWS Backup could take. */
export const diskResources = (region: Region, { account: accountId }: Platform): readonly Resource[] =>
  volumeResources({ ec2: region.ec2, name: region.name, accountId })
