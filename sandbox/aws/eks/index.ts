// The simulated EKS of one region: clusters and who may enter them. The Kubernetes API itself is simulated elsewhere.
import * as sdk from '@aws-sdk/client-eks'
import type { Service, Surroundings } from '../service.ts'
import { describeAccessEntry, listAccessEntries } from './access-entries.ts'
import { type Cluster, clusterArn, entryOf, findCluster, type Grant, type State } from './clusters.ts'
import { describeCluster } from './describe-cluster.ts'

/** A cluster made before the rehearsal begins, or begun then. */
export interface ClusterSeed {
  readonly name: string
  readonly version: string
  readonly roleArn: string
  /** Base64 of the PEM that its clients must trust. */
  readonly certificateAuthority: string
  readonly authenticationMode?: Cluster['authenticationMode']
  readonly network: Cluster['network']
  /** A private endpoint is reached from the VPC only; public when absent. */
  readonly publicEndpoint?: boolean
  readonly tags?: Readonly<Record<string, string>>
  /** Still CREATING when the rehearsal begins. */
  readonly creating?: boolean
  readonly access?: readonly Grant[]
}

export class Eks {
  readonly service: Service
  readonly #state: State

  /** `pageSize`: most access entries on a page; 100 when absent. */
  constructor(surroundings: Surroundings, options: { readonly pageSize?: number } = {}) {
    const state: State = { surroundings, pageSize: options.pageSize, clusters: [] }
    this.#state = state
    const operations = {
      DescribeCluster: describeCluster(state),
      ListAccessEntries: listAccessEntries(state),
      DescribeAccessEntry: describeAccessEntry(state),
    }
    this.service = { signingName: 'eks', sdk, operations }
  }

  /** Returns the endpoint that clients will be told. */
  seed(seed: ClusterSeed): string {
    const { region, chance, clock, lifecycle } = this.#state.surroundings
    const host = chance.hex(32, 'eks', region, seed.name).toUpperCase()
    const cluster: Cluster = {
      ...seed,
      arn: clusterArn(this.#state, seed.name),
      endpoint: `https://${host}.gr7.${region}.eks.amazonaws.com`,
      status: seed.creating ? 'CREATING' : 'ACTIVE',
      authenticationMode: seed.authenticationMode ?? 'API',
      publicEndpoint: seed.publicEndpoint ?? true,
      tags: seed.tags ?? {},
      createdAt: clock.now(),
      entries: new Map(),
      effective: new Map(),
    }
    this.#state.clusters.push(cluster)
    for (const grant of seed.access ?? []) {
      const entry = entryOf(this.#state, cluster, grant)
      cluster.entries.set(grant.principalArn, entry)
      cluster.effective.set(grant.principalArn, entry)
    }
    const become = (status: Cluster['status']) => () => {
      cluster.status = status
    }
    if (seed.creating) {
      lifecycle.schedule('eks.cluster.creating', seed.name, { done: become('ACTIVE'), failed: become('FAILED') })
    }
    return cluster.endpoint
  }

  /** Creates or replaces a role's access entry. The API tells at once, the cluster honours it after a while. */
  grant(clusterName: string, grant: Grant): void {
    const cluster = findCluster(this.#state, clusterName)
    const entry = entryOf(this.#state, cluster, grant)
    cluster.entries.set(grant.principalArn, entry)
    this.#propagate(cluster, grant.principalArn)
  }

  /** Deletes a role's access entry, with the same delay. */
  revoke(clusterName: string, principalArn: string): void {
    const cluster = findCluster(this.#state, clusterName)
    cluster.entries.delete(principalArn)
    this.#propagate(cluster, principalArn)
  }

  /** The user and groups a role has in the cluster by now; undefined when it may not enter (401). */
  identityOf(
    clusterName: string,
    roleArn: string,
  ): { readonly username: string; readonly groups: readonly string[] } | undefined {
    const cluster = findCluster(this.#state, clusterName)
    const entry = cluster.effective.get(roleArn)
    return entry && { username: entry.username, groups: entry.kubernetesGroups }
  }

  /** The cluster behind an endpoint, for whoever routes requests to it. */
  clusterAt(endpoint: string): string | undefined {
    return this.#state.clusters.find(cluster => cluster.endpoint === endpoint)?.name
  }

  #propagate(cluster: Cluster, principalArn: string): void {
    const done = () => {
      const entry = cluster.entries.get(principalArn)
      if (entry) cluster.effective.set(principalArn, entry)
      else cluster.effective.delete(principalArn)
    }
    this.#state.surroundings.lifecycle.schedule('eks.access-entry.propagating', principalArn, { done })
  }
}
