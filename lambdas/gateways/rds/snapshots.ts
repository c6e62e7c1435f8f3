// Cluster snapshots: of RDS itself, taken by hand or each night, and a single one that AWS Backup has taken or copied.
import { type DBClusterSnapshot, DescribeDBClusterSnapshotsCommand, type RDSClient } from '@aws-sdk/client-rds'
import { days } from '../../../domain/duration.ts'
import { toInstant } from '../../../domain/instant.ts'
import type { CopiedSnapshot } from '../../../domain/region/cluster-plan.ts'
import type { RestorePoint } from '../../../domain/restore-point.ts'
import { nameOf } from '../errors.ts'

interface Source {
  readonly id: string
  /** Days that automated snapshots are kept. */
  readonly backupRetention: number
}

export const snapshots = (client: RDSClient) => ({
  /** Manual and automated ones: what the operation gives when no type is asked for. */
  snapshotsOf: async ({ id, backupRetention }: Source): Promise<readonly RestorePoint[]> => {
    const found: RestorePoint[] = []
    let Marker: string | undefined
    do {
      const page = await client.send(new DescribeDBClusterSnapshotsCommand({ DBClusterIdentifier: id, Marker }))
      found.push(...(page.DBClusterSnapshots ?? []).map(each => pointOf(each, backupRetention)))
      Marker = page.Marker || undefined
    } while (Marker)
    return found
  },
  /** One snapshot by its ARN, as those of AWS Backup must be asked for; undefined when there is none. */
  copiedSnapshot: async (arn: string): Promise<CopiedSnapshot | undefined> => {
    const asked = new DescribeDBClusterSnapshotsCommand({ DBClusterSnapshotIdentifier: arn })
    const [found] = (await whenThere(client.send(asked)))?.DBClusterSnapshots ?? []
    return found && copied(found)
  },
})

async function whenThere<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (nameOf(error) === 'DBClusterSnapshotNotFoundFault') return undefined
    throw error
  }
}

const copied = (snapshot: DBClusterSnapshot): CopiedSnapshot => ({
  engine: snapshot.Engine ?? '',
  engineVersion: snapshot.EngineVersion ?? '',
  engineMode: snapshot.EngineMode ?? 'provisioned',
  port: snapshot.Port || 3306,
  storageType: snapshot.StorageType ?? 'aurora',
  iamAuth: snapshot.IAMDatabaseAuthenticationEnabled ?? false,
  resourceId: snapshot.DbClusterResourceId ?? '',
  tags: (snapshot.TagList ?? []).map(({ Key = '', Value = '' }) => ({ key: Key, value: Value })),
})

/** It holds the data of its creation time, and nothing tells when it was whole; only automated ones expire. */
function pointOf(snapshot: DBClusterSnapshot, retention: number): RestorePoint {
  const taken = snapshot.SnapshotCreateTime?.getTime() ?? 0
  const automated = snapshot.SnapshotType === 'automated'
  return {
    arn: snapshot.DBClusterSnapshotArn ?? '',
    kind: 'snapshot',
    status: snapshot.Status ?? '',
    statusMessage: null,
    createdAt: toInstant(taken),
    completedAt: toInstant(taken),
    expiresAt: automated ? toInstant(taken + days(retention) * 1000) : null,
    storageClass: null,
    infected: false,
    engineVersion: snapshot.EngineVersion ?? null,
  }
}
