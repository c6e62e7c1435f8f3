// What a run left behind, by looking: everything that was not there before, less what the run retained on purpose.
import { jobs } from './kubernetes/kinds.ts'
import { clustersOf } from './world/backup-resources.ts'
import type { World } from './world/world.ts'

/** Names of everything in the world that a run could make. */
export function inventory({ region, kubernetes, platform }: World): ReadonlySet<string> {
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
  return new Set([...clusters, ...drillJobs, ...selections])
}

/** The cluster that the site's secret names: what it runs on now is no leftover. */
export function serving({ region, platform }: World): string {
  const { dbClusterIdentifier = '' } = JSON.parse(region.secrets.current(platform.database.secret)?.value ?? '{}') as {
    dbClusterIdentifier?: string
  }
  return dbClusterIdentifier
}

/** New names that nothing kept accounts for. Members of a kept cluster are kept with it. */
export function leftovers(
  before: ReadonlySet<string>,
  after: ReadonlySet<string>,
  kept: readonly string[],
): readonly string[] {
  const isKept = (name: string) => kept.some(id => name.endsWith(` ${id}`) || name.startsWith(`instance ${id}-`))
  return [...after].filter(name => !before.has(name) && !isKept(name)).sort()
}
