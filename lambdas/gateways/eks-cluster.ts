// Where a cluster's API server is, asked of EKS.
import { DescribeClusterCommand, EKSClient } from '@aws-sdk/client-eks'
import type { Environment } from '../environment.ts'
import { clientFor } from './clients.ts'
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

export const eksClusters = (environment: Environment) => ({
  /** `ACTIVE`, `UPDATING`, `FAILED` …; @throws ResourceNotFoundException for one that does not exist */
  status: async (name: string): Promise<string | undefined> =>
    (await describeWith(clientFor(EKSClient, environment))(name)).status,
})
