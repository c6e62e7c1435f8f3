// Describe operations for snapshots and retained backups.
import type {
  DBClusterAutomatedBackupMessage,
  DBClusterSnapshotMessage,
  DescribeDBClusterAutomatedBackupsMessage,
  DescribeDBClusterSnapshotsMessage,
} from '@aws-sdk/client-rds'
import { refuse } from '../not-simulated.ts'
import type { Operation } from '../service.ts'
import { retainedView, snapshotView } from './backup-views.ts'
import { listed } from './lists.ts'
import { identifierOf } from './names.ts'
import { on } from './needs.ts'
import { snapshotNotFound } from './refusals.ts'
import { lookUpSnapshot } from './restore-from-snapshot.ts'
import type { State } from './state.ts'

export function describeDBClusterSnapshots(
  state: State,
): Operation<DescribeDBClusterSnapshotsMessage, DBClusterSnapshotMessage> {
  return {
    needs: input => [
      on(state, 'DescribeDBClusterSnapshots', 'cluster', input.DBClusterIdentifier),
      on(state, 'DescribeDBClusterSnapshots', 'cluster-snapshot', input.DBClusterSnapshotIdentifier),
    ],
    run: input => {
      refuse('rds:DescribeDBClusterSnapshots', input, [
        'Filters',
        'IncludeShared',
        'IncludePublic',
        'DbClusterResourceId',
      ])
      const { DBClusterSnapshotIdentifier: id, DBClusterIdentifier: cluster, SnapshotType: type } = input
      const found = id === undefined ? undefined : lookUpSnapshot(state, id)
      if (id !== undefined && !found) throw snapshotNotFound(id)
      const all = (found ? [found] : state.snapshots).filter(
        each =>
          (cluster === undefined || each.source.id === identifierOf(state.surroundings, 'cluster', cluster)) &&
          // Left out, the type means manual and automated snapshots; those of AWS Backup must be asked for.
          (type === undefined ? id !== undefined || each.type !== 'awsbackup' : each.type === type),
      )
      const { items, next } = listed(state, input, { items: all, key: each => each.id })
      return { DBClusterSnapshots: items.map(each => snapshotView(each)), Marker: next }
    },
  }
}

export function describeDBClusterAutomatedBackups(
  state: State,
): Operation<DescribeDBClusterAutomatedBackupsMessage, DBClusterAutomatedBackupMessage> {
  return {
    needs: () => [
      on(state, 'DescribeDBClusterAutomatedBackups', 'cluster'),
      on(state, 'DescribeDBClusterAutomatedBackups', 'cluster-auto-backup'),
    ],
    run: input => {
      refuse('rds:DescribeDBClusterAutomatedBackups', input, ['Filters'])
      const { DbClusterResourceId: resource, DBClusterIdentifier: id } = input
      const all = state.retained.filter(
        ({ cluster }) =>
          (resource === undefined || cluster.resourceId === resource) &&
          (id === undefined || cluster.id === id.toLowerCase()),
      )
      const { items, next } = listed(state, input, { items: all, key: each => each.id })
      return { DBClusterAutomatedBackups: items.map(each => retainedView(state, each)), Marker: next }
    },
  }
}
