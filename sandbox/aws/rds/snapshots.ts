// Cluster snapshots: taken by hand, before a deletion, or by AWS Backup; also those copied here from another region.
import type { CreateDBClusterSnapshotMessage, CreateDBClusterSnapshotResult, Tag } from '@aws-sdk/client-rds'
import { AwsError, type Operation } from '../service.ts'
import { snapshotView } from './backup-views.ts'
import { findCluster } from './find.ts'
import { arn, newIdentifier } from './names.ts'
import { on, tagContext, tagging } from './needs.ts'
import { clusterState, snapshotExists } from './refusals.ts'
import { checkedTags } from './settings.ts'
import type { Cluster, Snapshot, State } from './state.ts'

export interface SnapshotRequest {
  readonly id: string
  /** An AWS Backup recovery point has its vault's name for it; default the ARN of a cluster snapshot. */
  readonly arn?: string
  readonly type: Snapshot['type']
  readonly tags: readonly Tag[]
}

export function createDBClusterSnapshot(
  state: State,
): Operation<CreateDBClusterSnapshotMessage, CreateDBClusterSnapshotResult> {
  return {
    needs: input => [
      on(state, 'CreateDBClusterSnapshot', 'cluster', input.DBClusterIdentifier ?? ''),
      on(
        state,
        'CreateDBClusterSnapshot',
        'cluster-snapshot',
        input.DBClusterSnapshotIdentifier ?? '',
        tagContext(input.Tags),
      ),
      ...tagging(state, 'cluster-snapshot', input.DBClusterSnapshotIdentifier ?? '', input.Tags),
    ],
    run: input => {
      const id = checkNewSnapshot(state, input.DBClusterSnapshotIdentifier)
      const cluster = findCluster(state, input.DBClusterIdentifier)
      if (cluster.status !== 'available') throw clusterState(`DB cluster ${cluster.id} is not in available state.`)
      const tags = [...checkedTags(input.Tags ?? []), ...(cluster.copyTagsToSnapshot ? cluster.tags : [])]
      return { DBClusterSnapshot: snapshotView(takeSnapshot(state, cluster, { id, type: 'manual', tags })) }
    },
  }
}

export function checkNewSnapshot(state: State, text: string | undefined): string {
  const id = newIdentifier(text, 'DBClusterSnapshotIdentifier')
  if (state.snapshots.some(snapshot => snapshot.id === id)) throw snapshotExists(id)
  const most = state.options.quotas?.snapshots ?? 100
  if (state.snapshots.filter(snapshot => snapshot.type === 'manual').length >= most) {
    throw new AwsError(
      'SnapshotQuotaExceededFault',
      `Cluster snapshot quota exceeded: the account may have ${most} manual cluster snapshots.`,
    )
  }
  return id
}

/** Holds the data of this moment; `available` after a while. */
export function takeSnapshot(state: State, cluster: Cluster, request: SnapshotRequest): Snapshot {
  const { clock, lifecycle } = state.surroundings
  const snapshot: Snapshot = {
    ...described(state, cluster, request),
    status: 'creating',
    takenAt: clock.now(),
    database: cluster.database.at(clock.now()),
  }
  state.snapshots.push(snapshot)
  lifecycle.schedule('rds.cluster-snapshot.creating', snapshot.id, {
    done: () => {
      snapshot.status = 'available'
    },
    failed: () => {
      snapshot.status = 'failed'
    },
    stuck: () => undefined,
  })
  return snapshot
}

/** What a snapshot carries besides the data. */
export function described(
  state: State,
  cluster: Cluster,
  request: SnapshotRequest,
): Omit<Snapshot, 'status' | 'takenAt' | 'database'> {
  const { id, resourceId, engineVersion, port, masterUser, databaseName, storageType, createdAt } = cluster
  const { backupRetention } = cluster
  const source = {
    id,
    resourceId,
    engineVersion,
    port,
    masterUser,
    databaseName,
    storageType,
    createdAt,
    backupRetention,
  }
  const group = state.subnetGroups.find(each => each.name === cluster.subnetGroup)
  const snapshotArn = arn(state.surroundings, 'cluster-snapshot', request.id)
  return { arn: snapshotArn, ...request, source, kmsKeyArn: cluster.kmsKeyArn, vpcId: group?.vpcId ?? '' }
}
