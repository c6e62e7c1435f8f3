// eks:DescribeCluster: how to reach the Kubernetes API, once there is one.
import type {
  Cluster as ClusterOutput,
  DescribeClusterCommandInput,
  DescribeClusterResponse,
} from '@aws-sdk/client-eks'
import type { Operation } from '../service.ts'
import { type Cluster, clusterArn, findCluster, type State } from './clusters.ts'

export function describeCluster(state: State): Operation<DescribeClusterCommandInput, DescribeClusterResponse> {
  return {
    needs: input => [{ action: 'eks:DescribeCluster', resource: clusterArn(state, input.name) }],
    run: input => ({ cluster: output(findCluster(state, input.name)) }),
  }
}

function output(cluster: Cluster): ClusterOutput {
  const ready = cluster.status === 'ACTIVE' || cluster.status === 'UPDATING'
  return {
    name: cluster.name,
    arn: cluster.arn,
    createdAt: new Date(cluster.createdAt),
    version: cluster.version,
    roleArn: cluster.roleArn,
    status: cluster.status,
    ...(ready && { endpoint: cluster.endpoint, certificateAuthority: { data: cluster.certificateAuthority } }),
    resourcesVpcConfig: {
      vpcId: cluster.network.vpcId,
      subnetIds: [...cluster.network.subnetIds],
      securityGroupIds: [...cluster.network.securityGroupIds],
      endpointPublicAccess: cluster.publicEndpoint,
      endpointPrivateAccess: !cluster.publicEndpoint,
      publicAccessCidrs: cluster.publicEndpoint ? ['0.0.0.0/0'] : [],
    },
    accessConfig: { authenticationMode: cluster.authenticationMode },
    tags: { ...cluster.tags },
  }
}
