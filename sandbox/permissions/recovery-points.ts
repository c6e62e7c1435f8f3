// Recovery points that the example platform does not have by itself: a continuous one, and one of a cluster once restored.
import { ADOPTED_FROM_TAG, KEPT_BEFORE_TAG } from '../../domain/restored-tags.ts'
import { RUN_TAG } from '../../domain/run.ts'
import { backupResources, clustersOf } from '../world/backup-resources.ts'
import type { World } from '../world/world.ts'

const HOUR = 3_600_000

/** The plan's rule backs up continuously since yesterday. */
export function continuousPoint({ region, platform, clock }: World): void {
  const { resource, roleArn, vaultName } = backedUp({ region, platform })
  const source = clustersOf(region).find(each => each.DBClusterArn === resource.arn)
  region.backup.seedRecoveryPoint({
    ...{ vaultName, resource, roleArn },
    createdAt: clock.now() - 24 * HOUR,
    continuousOf: source?.DbClusterResourceId ?? '',
    snapshot: () => ({ content: undefined, restoreMetadata: {} }),
  })
}

/** An hour old, and with the tags that an earlier run gave the cluster when it restored it: backups keep them. */
export function pointOfRestoredCluster({ region, platform, clock }: World): void {
  const { resource, roleArn, vaultName } = backedUp({ region, platform })
  const createdAt = clock.now() - HOUR
  const of = {
    [RUN_TAG]: 'database-corruption-20290611T0412',
    [ADOPTED_FROM_TAG]: 'database-corruption-20290611T0255',
    [KEPT_BEFORE_TAG]: '2029-06-18T02:55:00Z',
  }
  const tags = { ...resource.tags, ...of }
  region.backup.seedRecoveryPoint({
    ...{ vaultName, resource: { ...resource, tags }, roleArn },
    createdAt,
    completedAt: createdAt + 5 * 60_000,
    snapshot: arn => resource.snapshotOf(arn, createdAt),
  })
}

function backedUp({ region, platform }: Pick<World, 'region' | 'platform'>) {
  const { clusterId, vault, restoreRole } = platform.database
  const resource = backupResources(region).find(({ name }) => name === clusterId)
  if (!resource) throw new Error(`AWS Backup knows no cluster ${clusterId}`)
  return { resource, vaultName: vault, roleArn: `arn:aws:iam::${platform.account}:role/${restoreRole}` }
}
