// What a run left behind, by looking: everything that was not there before, less what the run retained on purpose.
import { jobs } from './kubernetes/kinds.ts'
import { clustersOf } from './world/backup-resources.ts'
import { filesInventory, servingFiles } from './world/files-inventory.ts'
import { monitoringInventory, servingMonitoring } from './world/monitoring-inventory.ts'
import type { World } from './world/world.ts'

/** Names of everything in the world that a run could make. */
export function inventory(world: World): ReadonlySet<string> {
  const { region, kubernetes, platform } = world
  const clusters = clustersOf(region).flatMap(cluster => [
    `cluster ${cluster.DBClusterIdentifier}`,
    ...(cluster.DBClusterMembers ?? []).map(member => `instance ${member.DBInstanceIdentifier}`),
  ])
  // A Job that must end, and goes when it has ended, is not left to anybody.
  const drillJobs = kubernetes.store
    .list(jobs, platform.drill.namespace)
    .filter(({ spec }) => !spec?.activeDeadlineSeconds || !spec.ttlSecondsAfterFinished)
    .map(job => `job ${platform.drill.namespace}/${job.metadata.name}`)
  const selections = region.backup.selectionNames().map(name => `backup selection ${name}`)
  return new Set([...clusters, ...drillJobs, ...selections, ...filesInventory(world), ...monitoringInventory(world)])
}

/** What the site runs on now is no leftover: the cluster that its secret names, where its files lie, and where metrics and dashboards do. */
export const serving = (world: World): readonly string[] => [
  servingCluster(world),
  ...servingFiles(world),
  ...servingMonitoring(world),
]

function servingCluster({ region, platform }: World): string {
  const { dbClusterIdentifier = '' } = JSON.parse(region.secrets.current(platform.database.secret)?.value ?? '{}') as {
    dbClusterIdentifier?: string
  }
  return dbClusterIdentifier
}

/** New names that nothing kept accounts for. What belongs to a kept cluster or file system is kept with it. */
export function leftovers(
  before: ReadonlySet<string>,
  after: ReadonlySet<string>,
  kept: readonly string[],
): readonly string[] {
  const isKept = (name: string) =>
    kept.some(
      id =>
        name === id ||
        name.endsWith(` ${id}`) ||
        [`instance ${id}-`, `directory ${id}/`, `mount target of ${id}: `, `access point of ${id}: `].some(start =>
          name.startsWith(start),
        ),
    )
  return [...after].filter(name => !before.has(name) && !isKept(name)).sort()
}
