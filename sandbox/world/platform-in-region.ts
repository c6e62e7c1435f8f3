// The platform in one region: production as it serves, or the pilot light that waits for the day.
import type { Platform } from '../../domain/platform.ts'
import type { KubernetesCluster } from '../kubernetes/cluster.ts'
import { seedExample } from '../kubernetes/example.ts'
import { seedCopyProgram } from '../kubernetes/example-files.ts'
import type { Region } from '../region.ts'
import { databaseOf } from './database-of.ts'
import { seedDrillNamespace } from './drill-namespace.ts'
import { clusterHost } from './elsewhere.ts'
import type { Ground } from './ground.ts'
import { makeKubernetes } from './kubernetes-of.ts'
import { type MonitoringWorld, monitoringOf } from './monitoring/index.ts'
import { seedLookProgram } from './monitoring/look-program.ts'
import { ofWorkers, seedSystemNode } from './recovery/nodes.ts'
import { pilotNetwork, seedRecoveryRegion } from './recovery/seed-recovery-region.ts'
import { type RegionOf, regionOf } from './region-of.ts'
import { seedRegion } from './seed-region.ts'
import { WordPress } from './wordpress.ts'
import { SiteFiles } from './wp-content/files-of-site.ts'

export interface PlatformInRegion {
  /** As it stands there. */
  readonly platform: Platform
  readonly region: Region
  readonly kubernetes: KubernetesCluster
  readonly monitoring: MonitoringWorld
  readonly site: WordPress
  readonly siteFiles: SiteFiles
}

type Standing = Omit<RegionOf, 'network'>

/** Everything there is, in use for years. */
export function production(ground: Ground, standing: Standing): PlatformInRegion {
  const { platform } = standing
  const { accounts, cloud } = ground.shared
  const database = databaseOf(platform, accounts, cloud.surroundings(platform.regions.primary))
  const region = regionOf(ground, standing)
  seedRegion(region, platform, { accounts, database })
  const monitoring = monitoringOf({ platform, cloud, region })
  const kubernetes = makeKubernetes(ground, { platform, region, monitoring }, cluster => {
    seedExample(cluster, platform)
    monitoring.seed(cluster)
    seedPrograms(cluster, platform)
  })
  return served(ground, { platform, region, kubernetes, monitoring })
}

/** What is permanent in the recovery region; WordPress stands at zero, and has neither database nor files. */
export function pilotLight(ground: Ground, standing: Standing): PlatformInRegion {
  const { platform } = standing
  const region = regionOf(ground, { ...standing, network: pilotNetwork(platform) })
  seedRecoveryRegion(region, platform)
  const monitoring = monitoringOf({ platform, cloud: ground.shared.cloud, region, pilotLight: true })
  const kubernetes = makeKubernetes(ground, { platform, region, monitoring }, cluster => {
    seedExample(cluster, platform, { nodeSelector: ofWorkers(platform) })
    seedSystemNode(cluster, platform)
    monitoring.seed(cluster)
    seedPrograms(cluster, platform)
  })
  return served(ground, { platform, region, kubernetes, monitoring })
}

function seedPrograms(cluster: KubernetesCluster, platform: Platform): void {
  seedDrillNamespace(cluster, platform)
  for (const each of [platform.kubernetes.namespace, platform.drill.namespace]) seedCopyProgram(cluster, each)
  seedLookProgram(cluster, platform.drill.namespace)
}

function served(
  { shared: { clock, cloud }, hosts }: Ground,
  parts: Omit<PlatformInRegion, 'site' | 'siteFiles'>,
): PlatformInRegion {
  const { platform, kubernetes, region } = parts
  const { namespace, deployment, objectCache } = platform.kubernetes
  const pods = () => kubernetes.readyPods(namespace, deployment)
  const site = new WordPress(
    {
      pods,
      cachePod: () => (objectCache === null ? undefined : kubernetes.readyPods(namespace, objectCache)[0]?.name),
      connect: (host, login) => region.rds.connect(host, login),
      sqlNow: () => new Date(clock.now()).toISOString().slice(0, 19).replace('T', ' '),
    },
    platform.database.tablePrefix,
  )
  hosts.push(clusterHost({ region: region.name, kubernetes, isDark: () => cloud.dark.has(region.name) }))
  return { ...parts, site, siteFiles: new SiteFiles(pods) }
}
