// What a run left behind, by looking: everything that was not there before, less what the run retained on purpose.
import { jobs } from './kubernetes/kinds.ts'
import { clustersOf } from './world/backup-resources.ts'
import { filesInventory, servingFiles } from './world/files-inventory.ts'
import { monitoringInventory, servingMonitoring } from './world/monitoring-inventory.ts'
import type { PlatformInRegion } from './world/platform-in-region.ts'
import type { World } from './world/world.ts'

/** Names of everything in the world that a run could make. */
export function inventory(world: World): ReadonlySet<string> {
  const { home } = world
  const atHome = home ? inventoryOf(home).map(name => `${home.region.name}: ${name}`) : []
  return new Set([...inventoryOf(world), ...atHome, ...takenOver(world)])
}

/** Of a world of two regions: secrets that stand alone here, and the lock of the workspace, unless a run of it holds that. */
function takenOver({ home, region, platform, terraform }: World): readonly string[] {
  if (!home) return []
  const { secret, masterSecret, readerSecret } = platform.database
  const lock = terraform?.api.lockOf(terraform.workspaceId)
  return [
    ...[secret, masterSecret, readerSecret]
      .filter(each => !region.secrets.isReplica(each))
      .map(each => `secret ${each}`),
    ...(lock && lock.by.type !== 'runs' ? [`lock of workspace ${terraform?.workspaceId}`] : []),
  ]
}

function inventoryOf(place: PlatformInRegion): readonly string[] {
  const { region, kubernetes, platform } = place
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
  return [...clusters, ...drillJobs, ...selections, ...filesInventory(place), ...monitoringInventory(place)]
}

/** What the site runs on now is no leftover: the cluster that its secret names, where its files lie, and where metrics and dashboards do. */
export function serving(world: World): readonly string[] {
  const { home, platform } = world
  const isHere = !home || world.serving()?.region === world.region
  const { secret, masterSecret, readerSecret } = platform.database
  return [
    ...(isHere ? [servingCluster(world), ...servingFiles(world)] : []),
    ...(home && isHere ? [secret, masterSecret, readerSecret] : []),
    ...servingMonitoring(world),
  ]
}

function servingCluster({ region, platform }: PlatformInRegion): string {
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
