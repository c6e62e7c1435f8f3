// What a restore will ask for besides the cluster: quotas, groups of subnets and parameters.
import {
  DescribeAccountAttributesCommand,
  DescribeDBClusterParameterGroupsCommand,
  DescribeDBParameterGroupsCommand,
  DescribeDBSubnetGroupsCommand,
  type RDSClient,
} from '@aws-sdk/client-rds'
import { nameOf } from '../errors.ts'

export interface Room {
  readonly used: number
  readonly max: number
}

const NOT_FOUND = new Set([
  'DBSubnetGroupNotFoundFault',
  'DBClusterParameterGroupNotFoundFault',
  'DBParameterGroupNotFoundFault',
])

async function exists(work: Promise<unknown>): Promise<boolean> {
  try {
    await work
    return true
  } catch (error) {
    if (NOT_FOUND.has(nameOf(error))) return false
    throw error
  }
}

export const prerequisites = (client: RDSClient) => ({
  /** Undefined when the account names no such quota. `DBClusters` and `DBInstances` count in this region. */
  quota: async (name: 'DBClusters' | 'DBInstances'): Promise<Room | undefined> => {
    const { AccountQuotas = [] } = await client.send(new DescribeAccountAttributesCommand({}))
    const found = AccountQuotas.find(quota => quota.AccountQuotaName === name)
    return found && { used: found.Used ?? 0, max: found.Max ?? 0 }
  },
  subnetGroupExists: (name: string) =>
    exists(client.send(new DescribeDBSubnetGroupsCommand({ DBSubnetGroupName: name }))),
  clusterParameterGroupExists: (name: string) =>
    exists(client.send(new DescribeDBClusterParameterGroupsCommand({ DBClusterParameterGroupName: name }))),
  parameterGroupExists: (name: string) =>
    exists(client.send(new DescribeDBParameterGroupsCommand({ DBParameterGroupName: name }))),
})
