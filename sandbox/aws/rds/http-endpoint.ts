// rds:EnableHttpEndpoint and rds:DisableHttpEndpoint: the Data API of a cluster, on or off.
import type { EnableHttpEndpointRequest, EnableHttpEndpointResponse } from '@aws-sdk/client-rds'
import { AwsError, type Operation } from '../service.ts'
import { lookUpCluster } from './find.ts'
import { identifierOf } from './names.ts'
import { on } from './needs.ts'
import type { Cluster, State } from './state.ts'

/** The answer says what was asked for; the endpoint works, and Describe shows it, some seconds later. */
export function switchHttpEndpoint(
  state: State,
  enabled: boolean,
): Operation<EnableHttpEndpointRequest, EnableHttpEndpointResponse> {
  const action = enabled ? 'EnableHttpEndpoint' : 'DisableHttpEndpoint'
  return {
    needs: input => [on(state, action, 'cluster', input.ResourceArn ?? '')],
    run: input => {
      const cluster = find(state, input.ResourceArn ?? '')
      if (cluster.status !== 'available') {
        throw new AwsError('InvalidResourceStateFault', `The DB cluster ${cluster.id} is not in available state.`)
      }
      const done = () => {
        cluster.dataApi = enabled
      }
      state.surroundings.lifecycle.schedule('rds.data-api.enabling', cluster.id, { done, stuck: () => undefined })
      return { ResourceArn: input.ResourceArn, HttpEndpointEnabled: enabled }
    },
  }
}

/** By ARN only. */
function find(state: State, resourceArn: string): Cluster {
  const named = identifierOf(state.surroundings, 'cluster', resourceArn) !== resourceArn.toLowerCase()
  const cluster = named ? lookUpCluster(state, resourceArn) : undefined
  if (!cluster)
    throw new AwsError('ResourceNotFoundFault', `The DB cluster ${resourceArn} does not exist.`, { status: 404 })
  return cluster
}
