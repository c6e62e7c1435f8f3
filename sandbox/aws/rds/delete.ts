// rds:DeleteDBInstance and rds:DeleteDBCluster, with AWS's guards and its careless defaults.
import type {
  DeleteDBClusterMessage,
  DeleteDBClusterResult,
  DeleteDBInstanceMessage,
  DeleteDBInstanceResult,
} from '@aws-sdk/client-rds'
import type { Operation, Requirement } from '../service.ts'
import { brokenClusterStates, deleteCluster } from './cluster-changes.ts'
import { clusterView } from './cluster-view.ts'
import { findCluster, findInstance } from './find.ts'
import { deleteInstance } from './instance-changes.ts'
import { instanceView } from './instance-view.ts'
import { on } from './needs.ts'
import { badCombination, clusterState, instanceState } from './refusals.ts'
import { checkNewSnapshot, takeSnapshot } from './snapshots.ts'
import type { Cluster, State } from './state.ts'
import { restorableWindow } from './times.ts'

export function deleteDBInstance(state: State): Operation<DeleteDBInstanceMessage, DeleteDBInstanceResult> {
  return {
    needs: input => [on(state, 'DeleteDBInstance', 'db', input.DBInstanceIdentifier ?? '')],
    run: input => {
      if (input.FinalDBSnapshotIdentifier !== undefined) {
        throw badCombination('FinalDBSnapshotIdentifier cannot be specified when deleting a cluster instance.')
      }
      const instance = findInstance(state, input.DBInstanceIdentifier)
      if (instance.status === 'deleting') throw instanceState(`Instance ${instance.id} is already being deleted.`)
      // Whether AWS refuses this is unverified; the stricter answer is the safer one to rehearse against.
      if (instance.status === 'creating')
        throw instanceState(`Instance ${instance.id} is currently creating - it cannot be deleted.`)
      deleteInstance(state, instance)
      return { DBInstance: instanceView(state, instance) }
    },
  }
}

export function deleteDBCluster(state: State): Operation<DeleteDBClusterMessage, DeleteDBClusterResult> {
  return {
    needs: input => needs(state, input),
    run: input => {
      const cluster = findCluster(state, input.DBClusterIdentifier)
      check(cluster, input)
      const final = input.FinalDBSnapshotIdentifier
      if (final !== undefined)
        takeSnapshot(state, cluster, {
          id: checkNewSnapshot(state, final),
          type: 'manual',
          tags: cluster.copyTagsToSnapshot ? cluster.tags : [],
        })
      // Deleted with the cluster unless told otherwise (pitfalls 15).
      if (input.DeleteAutomatedBackups === false) retain(state, cluster)
      deleteCluster(state, cluster)
      return { DBCluster: clusterView(state, cluster) }
    },
  }
}

function needs(state: State, input: DeleteDBClusterMessage): readonly Requirement[] {
  const final = input.FinalDBSnapshotIdentifier
  return [
    on(state, 'DeleteDBCluster', 'cluster', input.DBClusterIdentifier ?? ''),
    ...(final === undefined ? [] : [on(state, 'DeleteDBCluster', 'cluster-snapshot', final)]),
  ]
}

function check(cluster: Cluster, input: DeleteDBClusterMessage): void {
  const skip = input.SkipFinalSnapshot === true
  const final = input.FinalDBSnapshotIdentifier
  if (!skip && final === undefined) {
    throw badCombination('FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.')
  }
  if (skip && final !== undefined) {
    throw badCombination('FinalDBSnapshotIdentifier cannot be specified when SkipFinalSnapshot is true.')
  }
  if (cluster.deletionProtection) {
    throw badCombination('Cannot delete protected Cluster, please disable deletion protection and try again.')
  }
  if (cluster.members.some(member => member.status !== 'deleting')) {
    throw clusterState('Cluster cannot be deleted, it still contains DB instances in non-deleting state.')
  }
  if (cluster.status !== 'available' && !brokenClusterStates.includes(cluster.status)) {
    throw clusterState(`DB cluster ${cluster.id} is in status ${cluster.status} and cannot be deleted.`)
  }
  if (final !== undefined && cluster.status !== 'available') {
    throw clusterState(`A final snapshot cannot be taken of a DB cluster in status ${cluster.status}.`)
  }
}

/** Restorable by resource id until retention ends (pitfalls 16); the end of retention is not simulated. */
function retain(state: State, cluster: Cluster): void {
  const window = restorableWindow(state, cluster)
  if (!window) throw clusterState(`DB cluster ${cluster.id} has no automated backup to retain.`)
  const { chance, clock } = state.surroundings
  const id = `ab-${chance.hex(40, 'rds', 'auto-backup', cluster.resourceId)}`
  state.retained.push({ id, cluster, latest: Math.floor(clock.now() / 1000) * 1000 })
}
