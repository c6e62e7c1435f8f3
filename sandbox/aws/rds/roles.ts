// rds:AddRoleToDBCluster and rds:RemoveRoleFromDBCluster.
import type { AddRoleToDBClusterMessage, RemoveRoleFromDBClusterMessage } from '@aws-sdk/client-rds'
import { AwsError, type Operation } from '../service.ts'
import { findCluster } from './find.ts'
import { on, passRole } from './needs.ts'
import { badValue, clusterState } from './refusals.ts'
import type { State } from './state.ts'

export function addRoleToDBCluster(state: State): Operation<AddRoleToDBClusterMessage, object> {
  return {
    needs: input => [
      on(state, 'AddRoleToDBCluster', 'cluster', input.DBClusterIdentifier ?? ''),
      ...passRole(input.RoleArn, 'rds'),
    ],
    run: input => {
      const cluster = findCluster(state, input.DBClusterIdentifier)
      if (cluster.status !== 'available') throw clusterState(`DB cluster ${cluster.id} is not in available state.`)
      if (cluster.roles.some(role => role.RoleArn === input.RoleArn)) {
        throw new AwsError(
          'DBClusterRoleAlreadyExistsFault',
          `Role ${input.RoleArn} is already associated with DB cluster ${cluster.id}.`,
        )
      }
      if (!(state.options.roleTrusts?.(input.RoleArn ?? '', 'rds.amazonaws.com') ?? true)) {
        throw badValue('IAM role ARN value is invalid or does not include the required permissions.')
      }
      cluster.roles = [...cluster.roles, { RoleArn: input.RoleArn, FeatureName: input.FeatureName, Status: 'ACTIVE' }]
      return {}
    },
  }
}

export function removeRoleFromDBCluster(state: State): Operation<RemoveRoleFromDBClusterMessage, object> {
  return {
    needs: input => [
      on(state, 'RemoveRoleFromDBCluster', 'cluster', input.DBClusterIdentifier ?? ''),
      ...passRole(input.RoleArn, 'rds'),
    ],
    run: input => {
      const cluster = findCluster(state, input.DBClusterIdentifier)
      if (!cluster.roles.some(role => role.RoleArn === input.RoleArn)) {
        throw new AwsError(
          'DBClusterRoleNotFoundFault',
          `Role ${input.RoleArn} cannot be found for DB cluster ${cluster.id}.`,
          { status: 404 },
        )
      }
      cluster.roles = cluster.roles.filter(role => role.RoleArn !== input.RoleArn)
      return {}
    },
  }
}
