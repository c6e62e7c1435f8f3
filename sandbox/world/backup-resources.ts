// What AWS Backup may take in a region: the clusters that are there, with their tags of now.
import type { DBCluster, DescribeDBClustersCommandInput } from '@aws-sdk/client-rds'
import type { Resource } from '../aws/backup/index.ts'
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
    { DBClusters?: DBCluster[] }
  >
  const answer = describe.run({}, asService) as { DBClusters?: DBCluster[] }
  return answer.DBClusters ?? []
}

export function backupResources(region: Pick<Region, 'rds'>): readonly Resource[] {
  return clustersOf(region).map(cluster => {
    const id = cluster.DBClusterIdentifier ?? ''
    return {
      arn: cluster.DBClusterArn ?? '',
      type: 'Aurora',
      name: id,
      tags: Object.fromEntries((cluster.TagList ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
      sizeBytes: 5_000_000_000,
      ...(cluster.KmsKeyId && { encryptionKeyArn: cluster.KmsKeyId }),
      snapshot: arn => {
        const snapshot = region.rds.takeSnapshot(id, { id: arn.split(':').slice(-2).join(':'), arn })
        return {
          content: snapshot,
          restoreMetadata: { DBClusterIdentifier: id, Engine: 'aurora-mysql' },
          discard: () => region.rds.removeSnapshot(arn),
        }
      },
    }
  })
}
