// The simulated Amazon RDS of one region, for Aurora MySQL: clusters that hold real SQL databases.
import * as sdk from '@aws-sdk/client-rds'
import type { SqlDatabase, SqlSession } from '../../world/database/contract.ts'
import type { Service, Surroundings } from '../service.ts'
import { type SnapshotSeed, seedSnapshot, snapshotNightly } from './automated-snapshots.ts'
import { createDBInstance } from './create-db-instance.ts'
import { deleteDBCluster, deleteDBInstance } from './delete.ts'
import { describeDBClusters, describeDBEngineVersions, describeDBInstances } from './describe.ts'
import { describeAccountAttributes } from './describe-account-attributes.ts'
import { describeDBClusterAutomatedBackups, describeDBClusterSnapshots } from './describe-backups.ts'
import {
  describeDBClusterParameterGroups,
  describeDBClusterParameters,
  describeDBParameterGroups,
  describeDBSubnetGroups,
} from './describe-groups.ts'
import { describeOrderableDBInstanceOptions } from './describe-orderable-options.ts'
import { findCluster, lookUpCluster, usableKey } from './find.ts'
import { switchHttpEndpoint } from './http-endpoint.ts'
import { modifyDBCluster } from './modify-db-cluster.ts'
import { modifyDBInstance, rebootDBInstance } from './modify-db-instance.ts'
import { clusterHost } from './names.ts'
import { ConnectionFailed, connect, type Login, openSession, resolve, servingWriter } from './network.ts'
import { lookUpSnapshot, restoreFromSnapshot } from './restore-from-snapshot.ts'
import { restoreToPointInTime } from './restore-to-point-in-time.ts'
import { addRoleToDBCluster, removeRoleFromDBCluster } from './roles.ts'
import {
  type ClusterSeed,
  type ParameterGroupSeed,
  type SubnetGroupSeed,
  seedCluster,
  seedParameterGroup,
  seedSubnetGroup,
} from './seed.ts'
import { createDBClusterSnapshot, takeSnapshot } from './snapshots.ts'
import { emptyState, engineVersions, type Options, type Snapshot, type State } from './state.ts'
import { addTagsToResource, listTagsForResource, removeTagsFromResource } from './tags.ts'

export class Rds {
  readonly service: Service
  readonly #state: State

  constructor(surroundings: Surroundings, options: Options = {}) {
    this.#state = emptyState(surroundings, options)
    this.service = { signingName: 'rds', sdk, operations: operationsOf(this.#state) }
  }

  seedSubnetGroup(seed: SubnetGroupSeed): void {
    seedSubnetGroup(this.#state, seed)
  }

  seedParameterGroup(seed: ParameterGroupSeed): void {
    seedParameterGroup(this.#state, seed)
  }

  /** An existing, healthy cluster; returns its writer and reader host names. */
  seedCluster(seed: ClusterSeed): { readonly writer: string; readonly reader: string } {
    const cluster = seedCluster(this.#state, seed)
    return { writer: clusterHost(this.#state, cluster, 'writer'), reader: clusterHost(this.#state, cluster, 'reader') }
  }

  /** A snapshot from before the rehearsal. */
  seedSnapshot(seed: SnapshotSeed): Snapshot {
    return seedSnapshot(this.#state, seed)
  }

  /** RDS's own snapshots of a cluster: those that its retention still keeps, and one each night from now on. */
  snapshotNightly(clusterId: string): void {
    snapshotNightly(this.#state, clusterId)
  }

  /** As a pod connects: by host name, through an instance that serves. Throws `ConnectionFailed` or `SqlError`. */
  connect(host: string, login: Login): SqlSession {
    return connect(this.#state, host, login)
  }

  /** The data of a cluster, whatever its instances do; for the world's own eyes, never for programs under rehearsal. */
  database(clusterId: string): SqlDatabase {
    return findCluster(this.#state, clusterId).database
  }

  /** The data behind a host name, as a rotation function reaches it. Throws `ConnectionFailed`. */
  databaseAt(host: string): SqlDatabase {
    return resolve(this.#state, host.toLowerCase()).cluster.database
  }

  /** How the Data API reaches a cluster by ARN: undefined when there is none in this region. */
  dataApi(resourceArn: string): DataApiTarget | undefined {
    const cluster = resourceArn.startsWith('arn:') ? lookUpCluster(this.#state, resourceArn) : undefined
    if (!cluster) return undefined
    return {
      clusterId: cluster.id,
      enabled: cluster.dataApi,
      schema: cluster.databaseName,
      open: login => {
        const writer = servingWriter(cluster)
        if (!writer)
          throw new ConnectionFailed('ECONNREFUSED', `DB cluster ${cluster.id} has no available writer instance`)
        return openSession({ cluster, instance: writer, readOnly: false }, login)
      },
    }
  }

  /** A snapshot as AWS Backup takes it, under the recovery point's ARN; `creating` at first. */
  takeSnapshot(clusterId: string, request: { readonly id: string; readonly arn: string }): Snapshot {
    const cluster = findCluster(this.#state, clusterId)
    return takeSnapshot(this.#state, cluster, { ...request, type: 'awsbackup', tags: cluster.tags })
  }

  /** By identifier or ARN. */
  snapshot(name: string): Snapshot | undefined {
    return lookUpSnapshot(this.#state, name)
  }

  /** A finished copy of a snapshot, from this region or another; a key is one of this region, or it stays unencrypted. */
  importSnapshot(snapshot: Snapshot, copy: SnapshotCopy): Snapshot {
    const made: Snapshot = {
      ...snapshot,
      ...copy,
      kmsKeyArn: copy.kmsKeyArn === undefined ? undefined : usableKey(this.#state, copy.kmsKeyArn),
      status: 'available',
      vpcId: '',
      tags: copy.tags ?? [],
    }
    this.#state.snapshots.push(made)
    return made
  }

  removeSnapshot(name: string): void {
    const snapshot = lookUpSnapshot(this.#state, name)
    if (snapshot) this.#state.snapshots.splice(this.#state.snapshots.indexOf(snapshot), 1)
  }

  /** A misfortune: AWS has no capacity for the class, in one zone or in all; until `restoreCapacity`. */
  exhaust(instanceClass: string, zone?: string): void {
    this.#state.exhausted.add(zone === undefined ? instanceClass : `${instanceClass}/${zone}`)
  }

  /** A misfortune: the account's quotas of clusters and instances are what it has in use by now. */
  allowNoMore(): void {
    const { clusters, instances, options } = this.#state
    this.#state.options = { ...options, quotas: { clusters: clusters.length, instances: instances.length } }
  }

  /** A misfortune: that version of the engine is offered no more, in this region. */
  withdraw(version: string): void {
    const { options } = this.#state
    this.#state.options = { ...options, engineVersions: engineVersions(options).filter(each => each !== version) }
  }

  restoreCapacity(): void {
    this.#state.exhausted.clear()
  }
}

export interface SnapshotCopy extends Pick<Snapshot, 'id' | 'arn' | 'kmsKeyArn'> {
  readonly tags?: Snapshot['tags']
}

export interface DataApiTarget {
  readonly clusterId: string
  readonly enabled: boolean
  readonly schema: string
  /** A session on the writer; throws `ConnectionFailed` without one, `SqlError` for a wrong account. */
  readonly open: (login: Login) => SqlSession
}

function operationsOf(state: State): Service['operations'] {
  return {
    DescribeDBClusters: describeDBClusters(state),
    DescribeDBInstances: describeDBInstances(state),
    RestoreDBClusterToPointInTime: restoreToPointInTime(state),
    RestoreDBClusterFromSnapshot: restoreFromSnapshot(state),
    CreateDBInstance: createDBInstance(state),
    ModifyDBCluster: modifyDBCluster(state),
    ModifyDBInstance: modifyDBInstance(state),
    RebootDBInstance: rebootDBInstance(state),
    DeleteDBInstance: deleteDBInstance(state),
    DeleteDBCluster: deleteDBCluster(state),
    EnableHttpEndpoint: switchHttpEndpoint(state, true),
    DisableHttpEndpoint: switchHttpEndpoint(state, false),
    AddTagsToResource: addTagsToResource(state),
    RemoveTagsFromResource: removeTagsFromResource(state),
    ListTagsForResource: listTagsForResource(state),
    DescribeDBClusterParameterGroups: describeDBClusterParameterGroups(state),
    DescribeDBParameterGroups: describeDBParameterGroups(state),
    DescribeDBClusterParameters: describeDBClusterParameters(state),
    DescribeDBSubnetGroups: describeDBSubnetGroups(state),
    DescribeDBEngineVersions: describeDBEngineVersions(state),
    DescribeOrderableDBInstanceOptions: describeOrderableDBInstanceOptions(state),
    DescribeAccountAttributes: describeAccountAttributes(state),
    AddRoleToDBCluster: addRoleToDBCluster(state),
    RemoveRoleFromDBCluster: removeRoleFromDBCluster(state),
    CreateDBClusterSnapshot: createDBClusterSnapshot(state),
    DescribeDBClusterSnapshots: describeDBClusterSnapshots(state),
    DescribeDBClusterAutomatedBackups: describeDBClusterAutomatedBackups(state),
  }
}

export { ConnectionFailed, type Login } from './network.ts'
export type { ClusterSeed, InstanceSeed, ParameterGroupSeed, SubnetGroupSeed } from './seed.ts'
export type { Options, Snapshot } from './state.ts'
