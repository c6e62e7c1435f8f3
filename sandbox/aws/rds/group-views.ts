// Parameter groups and subnet groups as the API describes them.
import type { DBClusterParameterGroup, DBParameterGroup, DBSubnetGroup } from '@aws-sdk/client-rds'
import { arn } from './names.ts'
import type { ParameterGroup, State, SubnetGroup } from './state.ts'

export function clusterParameterGroupView(state: State, group: ParameterGroup): DBClusterParameterGroup {
  return {
    DBClusterParameterGroupName: group.name,
    DBParameterGroupFamily: group.family,
    Description: group.description,
    DBClusterParameterGroupArn: arn(state.surroundings, 'cluster-pg', group.name),
  }
}

export function parameterGroupView(state: State, group: ParameterGroup): DBParameterGroup {
  return {
    DBParameterGroupName: group.name,
    DBParameterGroupFamily: group.family,
    Description: group.description,
    DBParameterGroupArn: arn(state.surroundings, 'pg', group.name),
  }
}

export function subnetGroupView(state: State, group: SubnetGroup): DBSubnetGroup {
  return {
    DBSubnetGroupName: group.name,
    DBSubnetGroupDescription: group.description,
    VpcId: group.vpcId,
    SubnetGroupStatus: 'Complete',
    Subnets: group.subnets.map(({ id, zone }) => ({
      SubnetIdentifier: id,
      SubnetAvailabilityZone: { Name: zone },
      SubnetStatus: 'Active',
    })),
    DBSubnetGroupArn: arn(state.surroundings, 'subgrp', group.name),
    SupportedNetworkTypes: ['IPV4'],
  }
}
