// Describe operations for parameter groups and subnet groups.
import type {
  DBClusterParameterGroupDetails,
  DBClusterParameterGroupsMessage,
  DBParameterGroupsMessage,
  DBSubnetGroupMessage,
  DescribeDBClusterParameterGroupsMessage,
  DescribeDBClusterParametersMessage,
  DescribeDBParameterGroupsMessage,
  DescribeDBSubnetGroupsMessage,
} from '@aws-sdk/client-rds'
import { refuse } from '../not-simulated.ts'
import type { Operation } from '../service.ts'
import { clusterParameterGroupView, parameterGroupView, subnetGroupView } from './group-views.ts'
import { listed } from './lists.ts'
import { on } from './needs.ts'
import { groupNotFound, subnetGroupNotFound } from './refusals.ts'
import type { ParameterGroup, State } from './state.ts'

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
