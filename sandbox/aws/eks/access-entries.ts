// eks:ListAccessEntries and DescribeAccessEntry: which IAM roles the cluster lets in, and as which groups.
import type {
  DescribeAccessEntryCommandInput,
  DescribeAccessEntryResponse,
  ListAccessEntriesCommandInput,
  ListAccessEntriesResponse,
} from '@aws-sdk/client-eks'
import { roleName } from '../arn.ts'
import { page, pageLimit } from '../pages.ts'
import { AwsError, type Operation } from '../service.ts'
import { type AccessEntry, type Cluster, clusterArn, findCluster, type State } from './clusters.ts'

/** @throws InvalidRequestException where access is kept in a ConfigMap; InvalidParameterException for a foreign token */
export function listAccessEntries(state: State): Operation<ListAccessEntriesCommandInput, ListAccessEntriesResponse> {
  return {
    needs: input => [{ action: 'eks:ListAccessEntries', resource: clusterArn(state, input.clusterName) }],
    run: input => {
      const entries = [...withEntries(findCluster(state, input.clusterName)).entries.values()]
      const policy = input.associatedPolicyArn
      const { items, next } = page({
        items: policy === undefined ? entries : entries.filter(entry => entry.policyArns.includes(policy)),
        key: entry => entry.principalArn,
        limit: pageLimit(input.maxResults, 100, state.pageSize),
        token: input.nextToken,
        invalidToken: () => new AwsError('InvalidParameterException', 'The nextToken is not valid.'),
      })
      return { accessEntries: items.map(entry => entry.principalArn), ...(next && { nextToken: next }) }
    },
  }
}

/** The permission is on the entry's own ARN, which ends in an id that callers cannot know beforehand. */
export function describeAccessEntry(
  state: State,
): Operation<DescribeAccessEntryCommandInput, DescribeAccessEntryResponse> {
  return {
    needs: input => {
      const cluster = state.clusters.find(each => each.name === input.clusterName)
      const resource = cluster?.entries.get(input.principalArn ?? '')?.arn ?? unknownEntry(state, input)
      return [{ action: 'eks:DescribeAccessEntry', resource }]
    },
    run: input => {
      const cluster = withEntries(findCluster(state, input.clusterName))
      const entry = cluster.entries.get(input.principalArn ?? '')
      if (entry) return { accessEntry: output(cluster, entry) }
      const message = `The specified principalArn could not be found: ${input.principalArn}.`
      throw new AwsError('ResourceNotFoundException', message, { status: 404 })
    },
  }
}

function unknownEntry(state: State, input: DescribeAccessEntryCommandInput): string {
  const cluster = clusterArn(state, input.clusterName).replace(':cluster/', ':access-entry/')
  return `${cluster}/role/${state.surroundings.accountId}/${roleName(input.principalArn ?? '')}/unknown`
}

function withEntries(cluster: Cluster): Cluster {
  if (cluster.authenticationMode !== 'CONFIG_MAP') return cluster
  const message = "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP]."
  throw new AwsError('InvalidRequestException', message)
}

function output(cluster: Cluster, entry: AccessEntry): DescribeAccessEntryResponse['accessEntry'] {
  return {
    clusterName: cluster.name,
    principalArn: entry.principalArn,
    kubernetesGroups: [...entry.kubernetesGroups],
    accessEntryArn: entry.arn,
    createdAt: new Date(entry.createdAt),
    modifiedAt: new Date(entry.createdAt),
    tags: {},
    username: entry.username,
    type: 'STANDARD',
  }
}
