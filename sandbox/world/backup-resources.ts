// What AWS Backup may take in a region: the clusters that are there, with their tags of now.
import type { DBCluster, DBClusterMessage, DescribeDBClustersCommandInput } from '@aws-sdk/client-rds'
import type { Resource, Snapshot } from '../aws/backup/index.ts'
import type { Call, Operation } from '../aws/service.ts'
import type { Region } from '../region.ts'

const asService: Call = {
  region: '',
  caller: { roleArn: '', accountId: '' },
  requestId: '',
  operation: 'rds:DescribeDBClusters',
}

/** Every cluster of the region, as DescribeDBClusters shows it. */
export function clustersOf({ rds }: Pick<Region, 'rds'>): readonly DBCluster[] {
  const describe = rds.service.operations.DescribeDBClusters as Operation<
    DescribeDBClustersCommandInput,
    DBClusterMessage
  >
  const found: DBCluster[] = []
  let Marker: string | undefined
  do {
    const page = describe.run({ Marker }, asService) as DBClusterMessage
    found.push(...(page.DBClusters ?? []))
    Marker = page.Marker
  } while (Marker)
  return found
}

export interface ClusterResource extends Resource {
  /** As it was before the rehearsal began. */
  snapshotOf(recoveryPointArn: string, takenAt: number): Snapshot
}

export function backupResources(region: Pick<Region, 'rds'>): readonly ClusterResource[] {
  return clustersOf(region).map(cluster => {
    const id = cluster.DBClusterIdentifier ?? ''
    const tags = cluster.TagList ?? []
    const restored = (arn: string, content: unknown): Snapshot => ({
      content,
      restoreMetadata: restoreMetadata(cluster),
      discard: () => region.rds.removeSnapshot(arn),
    })
    return {
      arn: cluster.DBClusterArn ?? '',
      type: 'Aurora',
      name: id,
      tags: Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value])),
      sizeBytes: 5_000_000_000,
      ...(cluster.KmsKeyId && { encryptionKeyArn: cluster.KmsKeyId }),
      snapshot: arn => restored(arn, region.rds.takeSnapshot(id, { id: snapshotId(arn), arn })),
      snapshotOf: (arn, takenAt) => {
        const seed = { clusterId: id, id: snapshotId(arn), arn, type: 'awsbackup' as const, takenAt, tags }
        return restored(arn, region.rds.seedSnapshot(seed))
      },
    }
  })
}

/** `awsbackup:job-…`: what follows `cluster-snapshot:` in the ARN. */
const snapshotId = (arn: string): string => arn.split(':').slice(-2).join(':')

/**
 * What GetRecoveryPointRestoreMetadata tells: the source as it was, with keys that only inform and values that are none.
 * A restore that echoes it is refused (aws-behaviour 1.2.9).
 */
function restoreMetadata(cluster: DBCluster): Readonly<Record<string, string>> {
  return {
    DBClusterIdentifier: cluster.DBClusterIdentifier ?? '',
    Engine: cluster.Engine ?? '',
    EngineVersion: cluster.EngineVersion ?? '',
    EngineMode: cluster.EngineMode ?? '',
    Port: String(cluster.Port ?? ''),
    DBSubnetGroupName: cluster.DBSubnetGroup ?? '',
    VpcSecurityGroupIds: JSON.stringify((cluster.VpcSecurityGroups ?? []).map(group => group.VpcSecurityGroupId)),
    DBClusterParameterGroupName: cluster.DBClusterParameterGroup ?? '',
    KmsKeyId: cluster.KmsKeyId ?? '',
    AvailabilityZones: JSON.stringify(cluster.AvailabilityZones ?? []),
    DatabaseName: 'null',
    OptionGroupName: '',
    ScalingConfiguration: 'null',
    'InformationalOnly:StorageEncrypted': String(cluster.StorageEncrypted ?? false),
    'aws:backup:request-id': cluster.DbClusterResourceId ?? '',
  }
}
