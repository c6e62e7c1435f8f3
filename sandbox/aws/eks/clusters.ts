// EKS clusters and their access entries, as the API tells of them and as the cluster already honours them.
import { roleName } from '../arn.ts'
import { uuid } from '../identifiers.ts'
import { AwsError, type Surroundings } from '../service.ts'

export interface AccessEntry {
  /** The IAM role's ARN, never an assumed-role session's. */
  readonly principalArn: string
  readonly arn: string
  readonly kubernetesGroups: readonly string[]
  readonly username: string
  readonly policyArns: readonly string[]
  readonly createdAt: number
}

export interface Cluster {
  readonly name: string
  readonly arn: string
  readonly version: string
  readonly roleArn: string
  status: 'CREATING' | 'ACTIVE' | 'UPDATING' | 'FAILED'
  /** Told only once ACTIVE. */
  readonly endpoint: string
  /** Base64 of the PEM. */
  readonly certificateAuthority: string
  readonly authenticationMode: 'API' | 'API_AND_CONFIG_MAP' | 'CONFIG_MAP'
  readonly network: {
    readonly vpcId: string
    readonly subnetIds: readonly string[]
    readonly securityGroupIds: readonly string[]
  }
  readonly publicEndpoint: boolean
  readonly tags: Readonly<Record<string, string>>
  readonly createdAt: number
  readonly entries: Map<string, AccessEntry>
  /** What the cluster itself honours: changes take seconds to a minute to act (aws-behaviour 1.8). */
  readonly effective: Map<string, AccessEntry>
}

export interface State {
  readonly surroundings: Surroundings
  readonly pageSize: number | undefined
  readonly clusters: Cluster[]
}

/** @throws ResourceNotFoundException (404) */
export function findCluster(state: State, name: string | undefined): Cluster {
  const cluster = state.clusters.find(each => each.name === name)
  if (cluster) return cluster
  throw new AwsError('ResourceNotFoundException', `No cluster found for name: ${name}.`, { status: 404 })
}

export function clusterArn(state: State, name: string | undefined): string {
  return `arn:aws:eks:${state.surroundings.region}:${state.surroundings.accountId}:cluster/${name}`
}

export interface Grant {
  readonly principalArn: string
  readonly kubernetesGroups?: readonly string[]
  /** EKS access policies, told by ListAccessEntries; the Kubernetes simulator knows groups only. */
  readonly policyArns?: readonly string[]
}

export function entryOf(state: State, cluster: Cluster, grant: Grant): AccessEntry {
  const { principalArn, kubernetesGroups = [], policyArns = [] } = grant
  const account = state.surroundings.accountId
  const id = uuid(state.surroundings.chance, 'access-entry', cluster.name, principalArn)
  const name = roleName(principalArn)
  return {
    principalArn,
    arn: `${clusterArn(state, cluster.name).replace(':cluster/', ':access-entry/')}/role/${account}/${name}/${id}`,
    kubernetesGroups,
    policyArns,
    username: `arn:aws:sts::${account}:assumed-role/${name}/{{SessionName}}`,
    createdAt: state.surroundings.clock.now(),
  }
}
