// Where a cluster's API server is, asked of EKS.
import { DescribeClusterCommand, type EKSClient } from '@aws-sdk/client-eks'
import type { ClusterAddress } from './kubernetes/connection.ts'

/** For {@link kubernetesGateway}: needs `eks:DescribeCluster` on the cluster. */
export const describeWith =
  (client: Pick<EKSClient, 'send'>) =>
  async (name: string): Promise<ClusterAddress> => {
    const { cluster } = await client.send(new DescribeClusterCommand({ name }))
    return {
      endpoint: cluster?.endpoint,
      certificateAuthority: cluster?.certificateAuthority?.data,
      status: cluster?.status,
    }
  }
