// The Describe operations: by name, by filter, page by page.
import type {
  DBClusterMessage,
  DBEngineVersionMessage,
  DBInstanceMessage,
  DescribeDBClustersMessage,
  DescribeDBEngineVersionsMessage,
  DescribeDBInstancesMessage,
} from '@aws-sdk/client-rds'
import { refuse } from '../not-simulated.ts'
import type { Operation } from '../service.ts'
import { clusterView } from './cluster-view.ts'
import { findCluster, findInstance } from './find.ts'
import { instanceView } from './instance-view.ts'
import { filtered, listed } from './lists.ts'
import { anywhere, on } from './needs.ts'
import {
  type Cluster,
  defaultEngineVersion,
  engine,
  engineVersions,
  family,
  type Instance,
  type State,
} from './state.ts'

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
