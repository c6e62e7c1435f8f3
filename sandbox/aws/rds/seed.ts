// What exists before a rehearsal begins: groups, and a healthy cluster with settings that no restore would copy.
import type { Parameter, Tag } from '@aws-sdk/client-rds'
import type { SqlDatabase } from '../../world/database/contract.ts'
import { parameterGroup, securityGroups, subnetGroup, usableKey } from './find.ts'
import { newIdentifier, resourceId } from './names.ts'
import {
  type Cluster,
  type ClusterSettings,
  engineVersions,
  family,
  type Instance,
  type ParameterGroup,
  type State,
  type SubnetGroup,
} from './state.ts'

export interface SubnetGroupSeed {
  /** `default` makes it the group of requests that name none. */
  readonly name: string
  readonly description?: string
  readonly vpcId: string
  readonly subnets: SubnetGroup['subnets']
  readonly tags?: readonly Tag[]
}

export interface ParameterGroupSeed {
  readonly kind: ParameterGroup['kind']
  readonly name: string
  readonly description?: string
  /** Default `aurora-mysql8.0`. */
  readonly family?: string
  /** What somebody set, by name. */
  readonly parameters?: Readonly<Record<string, string>>
}

export interface InstanceSeed {
  readonly id: string
  /** Default `db.r6g.large`. */
  readonly instanceClass?: string
  /** Default: the next zone of the subnet group. */
  readonly zone?: string
  /** Default: the position in the list. */
  readonly promotionTier?: number
}

export interface ClusterSeed {
  readonly id: string
  readonly database: SqlDatabase
  readonly masterUser: string
  readonly subnetGroup: string
  readonly securityGroups: readonly string[]
  readonly parameterGroup: string
  /** Of all its instances. */
  readonly instanceParameterGroup: string
  /** Customer-managed; a cluster that is not encrypted has none. */
  readonly kmsKeyArn?: string
  /** The first is the writer. */
  readonly instances: readonly InstanceSeed[]
  readonly tags?: readonly Tag[]
  /** For enhanced monitoring every 60 s; without it monitoring is off. */
  readonly monitoringRole?: string
  /** A role for LOAD DATA FROM S3; without it the cluster has none. */
  readonly importRole?: string
  readonly settings?: Partial<ClusterSettings>
}

export function seedSubnetGroup(state: State, seed: SubnetGroupSeed): void {
  if (!state.options.vpcs?.some(vpc => vpc.id === seed.vpcId))
    throw new Error(`no VPC ${seed.vpcId} for subnet group ${seed.name}`)
  state.subnetGroups.push({ description: seed.name, tags: [], ...seed, name: seed.name.toLowerCase() })
}

export function seedParameterGroup(state: State, seed: ParameterGroupSeed): void {
  const parameters = Object.entries(seed.parameters ?? {}).map(
    ([ParameterName, ParameterValue]): Parameter => ({
      ParameterName,
      ParameterValue,
      Source: 'user',
      IsModifiable: true,
    }),
  )
  const { kind, name } = seed
  state.parameterGroups.push({
    kind,
    name: name.toLowerCase(),
    family: seed.family ?? family,
    description: seed.description ?? name,
    parameters,
    tags: [],
  })
}

/** A cluster in long and healthy use: every setting that a restore resets stands at something else. */
export function seedCluster(state: State, seed: ClusterSeed): Cluster {
  const { clock } = state.surroundings
  const id = newIdentifier(seed.id, 'DBClusterIdentifier')
  const group = subnetGroup(state, seed.subnetGroup)
  const cluster: Cluster = {
    ...usedSettings(state, seed),
    subnetGroup: group.name,
    securityGroups: securityGroups(state, group, seed.securityGroups),
    parameterGroup: parameterGroup(state, 'cluster-pg', seed.parameterGroup),
    ...seed.settings,
    id,
    resourceId: resourceId(state.surroundings, 'cluster', id, 'seed'),
    status: 'available',
    masterUser: seed.masterUser,
    databaseName: seed.database.schema,
    kmsKeyArn: seed.kmsKeyArn === undefined ? undefined : usableKey(state, seed.kmsKeyArn),
    createdAt: clock.now(),
    restorableFrom: seed.database.earliest,
    visible: true,
    tags: seed.tags ?? [],
    members: [],
    database: seed.database,
    masterPasswordPending: false,
    newId: undefined,
    cloneGroup: undefined,
  }
  state.clusters.push(cluster)
  for (const [position, each] of seed.instances.entries()) seedInstance(state, { cluster, seed, each, position })
  return cluster
}

function usedSettings(
  state: State,
  seed: ClusterSeed,
): Omit<ClusterSettings, 'subnetGroup' | 'securityGroups' | 'parameterGroup'> {
  return {
    engineVersion: engineVersions(state.options)[0] ?? '',
    port: 3306,
    backupRetention: 14,
    backupWindow: '02:07-02:37',
    maintenanceWindow: 'sun:04:12-sun:04:42',
    deletionProtection: true,
    logExports: ['audit', 'error', 'slowquery'],
    iamAuthentication: true,
    backtrackWindow: 0,
    copyTagsToSnapshot: true,
    storageType: 'aurora-iopt1',
    scaling: { MinCapacity: 1, MaxCapacity: 32 },
    dataApi: true,
    roles: seed.importRole === undefined ? [] : [{ RoleArn: seed.importRole, Status: 'ACTIVE' }],
    lifecycleSupport: 'open-source-rds-extended-support-disabled',
  }
}

interface Place {
  readonly cluster: Cluster
  readonly seed: ClusterSeed
  readonly each: InstanceSeed
  readonly position: number
}

function seedInstance(state: State, { cluster, seed, each, position }: Place): void {
  const id = newIdentifier(each.id, 'DBInstanceIdentifier')
  const zones = [...new Set(subnetGroup(state, cluster.subnetGroup).subnets.map(subnet => subnet.zone))]
  const instance: Instance = {
    id,
    resourceId: resourceId(state.surroundings, 'db', id, 'seed'),
    cluster,
    status: 'available',
    serving: true,
    writer: position === 0,
    visible: true,
    instanceClass: each.instanceClass ?? 'db.r6g.large',
    zone: each.zone ?? zones[position % zones.length] ?? '',
    parameterGroup: parameterGroup(state, 'pg', seed.instanceParameterGroup),
    parameterGroupStatus: 'in-sync',
    clusterParameterGroupStatus: 'in-sync',
    promotionTier: each.promotionTier ?? position,
    monitoringInterval: seed.monitoringRole === undefined ? 0 : 60,
    monitoringRole: seed.monitoringRole,
    insights: { key: seed.kmsKeyArn, retention: 31 },
    maintenanceWindow: cluster.maintenanceWindow,
    autoMinorVersionUpgrade: false,
    publiclyAccessible: false,
    certificateAuthority: 'rds-ca-rsa2048-g1',
    copyTagsToSnapshot: true,
    tags: cluster.tags,
    createdAt: state.surroundings.clock.now(),
    classPending: undefined,
  }
  cluster.members.push(instance)
  state.instances.push(instance)
}
