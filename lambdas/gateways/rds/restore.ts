// The restore of a cluster to a moment, with every setting said: what is left out, AWS sets to its own default.
import {
  type RDSClient,
  RestoreDBClusterFromSnapshotCommand,
  RestoreDBClusterToPointInTimeCommand,
} from '@aws-sdk/client-rds'
import type { ClusterDescription } from '../../../domain/cluster-description.ts'
import { type Instant, toMillis } from '../../../domain/instant.ts'
import type { Tags } from '../../../domain/restored-tags.ts'
import { nameOf } from '../errors.ts'
import { sdkScaling } from './clusters.ts'
import { unlessBusy } from './refusals.ts'

interface Restore {
  readonly id: string
  readonly source: ClusterDescription
  readonly tags: Tags
}

export const restores = (client: RDSClient) => ({
  /** @returns false when a cluster of that name exists already */
  restoreToPointInTime: (restore: Restore & { readonly moment: Instant }): Promise<boolean> => {
    const selected = {
      SourceDBClusterIdentifier: restore.source.id,
      RestoreToTime: new Date(toMillis(restore.moment)),
      RestoreType: 'full-copy',
    }
    return unlessThere(client.send(new RestoreDBClusterToPointInTimeCommand({ ...selected, ...everySetting(restore) })))
  },
  /**
   * Of the source's own engine version: left out, it would be the region's default (aws-behaviour C8).
   * @returns false when a cluster of that name exists already
   */
  restoreFromSnapshot: (restore: Restore & { readonly snapshot: string }): Promise<boolean> => {
    const { engine: Engine, engineVersion: EngineVersion } = restore.source
    const selected = { SnapshotIdentifier: restore.snapshot, Engine, EngineVersion }
    return unlessThere(client.send(new RestoreDBClusterFromSnapshotCommand({ ...selected, ...everySetting(restore) })))
  },
})

async function unlessThere(work: Promise<unknown>): Promise<boolean> {
  try {
    await unlessBusy(work)
    return true
  } catch (error) {
    if (nameOf(error) === 'DBClusterAlreadyExistsFault') return false
    throw error
  }
}

/** Deletion protection comes later, so that the run can take its own cluster away. */
function everySetting({ id, source, tags }: Restore) {
  const { scaling, kmsKeyId, lifecycleSupport, networkType } = source
  return {
    DBClusterIdentifier: id,
    Port: source.port,
    DBSubnetGroupName: source.subnetGroup,
    VpcSecurityGroupIds: [...source.securityGroups],
    DBClusterParameterGroupName: source.parameterGroup,
    ...(kmsKeyId && { KmsKeyId: kmsKeyId }),
    ...(scaling && { ServerlessV2ScalingConfiguration: sdkScaling(scaling) }),
    BackupRetentionPeriod: source.backupRetention,
    PreferredBackupWindow: source.backupWindow,
    EnableCloudwatchLogsExports: [...source.logExports],
    EnableIAMDatabaseAuthentication: source.iamAuth,
    CopyTagsToSnapshot: source.copyTagsToSnapshot,
    BacktrackWindow: source.backtrackSeconds,
    StorageType: source.storageType,
    ...(lifecycleSupport && { EngineLifecycleSupport: lifecycleSupport }),
    // IPV4 is what AWS takes by itself, and older regions know no other word.
    ...(networkType && networkType !== 'IPV4' && { NetworkType: networkType }),
    DeletionProtection: false,
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  }
}
