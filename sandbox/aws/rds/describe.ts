// The Describe operations: by name, by filter, page by page.
import type {
  DBClusterAutomatedBackupMessage,
  DBClusterMessage,
  DBClusterParameterGroupDetails,
  DBClusterParameterGroupsMessage,
  DBClusterSnapshotMessage,
  DBEngineVersionMessage,
  DBInstanceMessage,
  DBParameterGroupsMessage,
  DBSubnetGroupMessage,
  DescribeDBClusterAutomatedBackupsMessage,
  DescribeDBClusterParameterGroupsMessage,
  DescribeDBClusterParametersMessage,
  DescribeDBClusterSnapshotsMessage,
  DescribeDBClustersMessage,
  DescribeDBEngineVersionsMessage,
  DescribeDBInstancesMessage,
  DescribeDBParameterGroupsMessage,
  DescribeDBSubnetGroupsMessage,
} from '@aws-sdk/client-rds'
import { refuse } from '../not-simulated.ts'
import type { Operation } from '../service.ts'
import { findCluster, findInstance } from './find.ts'
import { filtered, listed } from './lists.ts'
import { identifierOf } from './names.ts'
import { anywhere, on } from './needs.ts'
import { groupNotFound, snapshotNotFound, subnetGroupNotFound } from './refusals.ts'
import { lookUpSnapshot } from './restore-from-snapshot.ts'
import {
  type Cluster,
  defaultEngineVersion,
  engine,
  engineVersions,
  family,
  type Instance,
  type ParameterGroup,
  type State,
} from './state.ts'
import {
  clusterParameterGroupView,
  clusterView,
  instanceView,
  parameterGroupView,
  retainedView,
  snapshotView,
  subnetGroupView,
} from './views.ts'

export function describeDBClusters(state: State): Operation<DescribeDBClustersMessage, DBClusterMessage> {
  const fields = {
    'db-cluster-id': (cluster: Cluster) => [
      cluster.id,
      `arn:aws:rds:${state.surroundings.region}:${state.surroundings.accountId}:cluster:${cluster.id}`,
    ],
    'db-cluster-resource-id': (cluster: Cluster) => [cluster.resourceId],
    engine: () => [engine],
  }
  return {
    needs: input => [on(state, 'DescribeDBClusters', 'cluster', input.DBClusterIdentifier)],
    run: input => {
      const id = input.DBClusterIdentifier
      const clusters = id === undefined ? state.clusters.filter(each => each.visible) : [findCluster(state, id)]
      const { items, next } = listed(state, input, {
        items: filtered(clusters, input.Filters, fields),
        key: each => each.id,
      })
      return { DBClusters: items.map(each => clusterView(state, each)), Marker: next }
    },
  }
}

export function describeDBInstances(state: State): Operation<DescribeDBInstancesMessage, DBInstanceMessage> {
  const fields = {
    'db-cluster-id': (instance: Instance) => [instance.cluster.id],
    'db-instance-id': (instance: Instance) => [instance.id],
    'dbi-resource-id': (instance: Instance) => [instance.resourceId],
    engine: () => [engine],
  }
  return {
    needs: input => [on(state, 'DescribeDBInstances', 'db', input.DBInstanceIdentifier)],
    run: input => {
      const id = input.DBInstanceIdentifier
      const instances = id === undefined ? state.instances.filter(each => each.visible) : [findInstance(state, id)]
      const { items, next } = listed(state, input, {
        items: filtered(instances, input.Filters, fields),
        key: each => each.id,
      })
      return { DBInstances: items.map(each => instanceView(state, each)), Marker: next }
    },
  }
}

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
      return { DBClusterSnapshots: items.map(each => snapshotView(state, each)), Marker: next }
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

function groups(state: State, kind: ParameterGroup['kind'], name: string | undefined): readonly ParameterGroup[] {
  const all = state.parameterGroups.filter(
    each => each.kind === kind && (name === undefined || each.name === name.toLowerCase()),
  )
  if (name !== undefined && all.length === 0) throw groupNotFound(kind, name)
  return all
}

export function describeDBClusterParameterGroups(
  state: State,
): Operation<DescribeDBClusterParameterGroupsMessage, DBClusterParameterGroupsMessage> {
  return {
    needs: input => [on(state, 'DescribeDBClusterParameterGroups', 'cluster-pg', input.DBClusterParameterGroupName)],
    run: input => {
      const all = groups(state, 'cluster-pg', input.DBClusterParameterGroupName)
      const { items, next } = listed(state, input, { items: all, key: each => each.name })
      return { DBClusterParameterGroups: items.map(each => clusterParameterGroupView(state, each)), Marker: next }
    },
  }
}

export function describeDBParameterGroups(
  state: State,
): Operation<DescribeDBParameterGroupsMessage, DBParameterGroupsMessage> {
  return {
    needs: input => [on(state, 'DescribeDBParameterGroups', 'pg', input.DBParameterGroupName)],
    run: input => {
      const all = groups(state, 'pg', input.DBParameterGroupName)
      const { items, next } = listed(state, input, { items: all, key: each => each.name })
      return { DBParameterGroups: items.map(each => parameterGroupView(state, each)), Marker: next }
    },
  }
}

/** Only the parameters that somebody set: AWS lists some 400 engine defaults besides, under Source `engine-default`. */
export function describeDBClusterParameters(
  state: State,
): Operation<DescribeDBClusterParametersMessage, DBClusterParameterGroupDetails> {
  return {
    needs: input => [on(state, 'DescribeDBClusterParameters', 'cluster-pg', input.DBClusterParameterGroupName ?? '')],
    run: input => {
      refuse('rds:DescribeDBClusterParameters', input, ['Filters'])
      const [group] = groups(state, 'cluster-pg', input.DBClusterParameterGroupName ?? '')
      const all = (group?.parameters ?? []).filter(each => input.Source === undefined || each.Source === input.Source)
      const { items, next } = listed(state, input, { items: all, key: each => each.ParameterName ?? '' })
      return { Parameters: items, Marker: next }
    },
  }
}

export function describeDBSubnetGroups(state: State): Operation<DescribeDBSubnetGroupsMessage, DBSubnetGroupMessage> {
  return {
    needs: input => [on(state, 'DescribeDBSubnetGroups', 'subgrp', input.DBSubnetGroupName)],
    run: input => {
      const name = input.DBSubnetGroupName
      const all = state.subnetGroups.filter(each => name === undefined || each.name === name.toLowerCase())
      if (name !== undefined && all.length === 0) throw subnetGroupNotFound(name)
      const { items, next } = listed(state, input, { items: all, key: each => each.name })
      return { DBSubnetGroups: items.map(each => subnetGroupView(state, each)), Marker: next }
    },
  }
}

export function describeDBEngineVersions(
  state: State,
): Operation<DescribeDBEngineVersionsMessage, DBEngineVersionMessage> {
  return {
    needs: () => [anywhere('DescribeDBEngineVersions')],
    run: input => {
      refuse('rds:DescribeDBEngineVersions', input, [
        'Filters',
        'ListSupportedCharacterSets',
        'ListSupportedTimezones',
        'IncludeAll',
      ])
      const wanted = input.DefaultOnly ? [defaultEngineVersion(state.options)] : engineVersions(state.options)
      const all =
        input.Engine === undefined || input.Engine === engine
          ? wanted.filter(version => version.startsWith(input.EngineVersion ?? ''))
          : []
      const { items, next } = listed(state, input, { items: all, key: each => each })
      const view = (version: string) => ({
        Engine: engine,
        EngineVersion: version,
        DBParameterGroupFamily: family,
        MajorEngineVersion: '8.0',
        Status: 'available',
      })
      return { DBEngineVersions: items.map(view), Marker: next }
    },
  }
}
