// What simulated RDS knows in one region: clusters, instances, snapshots, retained backups, groups and quotas.
import type { DBClusterRole, Parameter, ServerlessV2ScalingConfiguration, Tag } from '@aws-sdk/client-rds'
import type { SqlDatabase } from '../../world/database/contract.ts'
import type { Surroundings } from '../service.ts'

export const engine = 'aurora-mysql'
export const family = 'aurora-mysql8.0'
export const optionGroup = 'default:aurora-mysql-8-0'
export const defaultGroup = `default.${family}`

/** What an operator sets on a cluster; what a restore gives back to defaults. */
export interface ClusterSettings {
  engineVersion: string
  port: number
  subnetGroup: string
  securityGroups: readonly string[]
  parameterGroup: string
  backupRetention: number
  backupWindow: string
  maintenanceWindow: string
  deletionProtection: boolean
  logExports: readonly string[]
  iamAuthentication: boolean
  /** Seconds; 0 is off. */
  backtrackWindow: number
  copyTagsToSnapshot: boolean
  storageType: string
  scaling: ServerlessV2ScalingConfiguration | undefined
  dataApi: boolean
  roles: readonly DBClusterRole[]
  lifecycleSupport: string
}

export interface Cluster extends ClusterSettings {
  id: string
  readonly resourceId: string
  status: string
  readonly masterUser: string
  readonly databaseName: string
  readonly kmsKeyArn: string | undefined
  readonly createdAt: number
  /** When it became available for the first time; undefined until then. */
  restorableFrom: number | undefined
  /** Shown by Describe; false for some seconds after creation (aws-behaviour 6.2, invariant 15). */
  visible: boolean
  tags: readonly Tag[]
  readonly members: Instance[]
  readonly database: SqlDatabase
  /** A master password that waits to be applied. */
  masterPasswordPending: boolean
  newId: string | undefined
  readonly cloneGroup: string | undefined
}

export type GroupStatus = 'in-sync' | 'applying' | 'pending-reboot'

export interface Instance {
  id: string
  readonly resourceId: string
  readonly cluster: Cluster
  status: string
  /** Accepts connections: true from its first `available`, false while it reboots, fails or goes. */
  serving: boolean
  writer: boolean
  visible: boolean
  instanceClass: string
  readonly zone: string
  parameterGroup: string
  parameterGroupStatus: GroupStatus
  clusterParameterGroupStatus: GroupStatus
  promotionTier: number
  monitoringInterval: number
  monitoringRole: string | undefined
  insights: { readonly key: string | undefined; readonly retention: number } | undefined
  maintenanceWindow: string
  autoMinorVersionUpgrade: boolean
  readonly publiclyAccessible: boolean
  certificateAuthority: string
  copyTagsToSnapshot: boolean
  tags: readonly Tag[]
  readonly createdAt: number
  /** A class that waits for the maintenance window. */
  classPending: string | undefined
}

export interface Snapshot {
  readonly id: string
  readonly arn: string
  readonly type: 'manual' | 'automated' | 'awsbackup'
  status: 'creating' | 'available' | 'failed'
  readonly takenAt: number
  /** The cluster as it was; only facts that a snapshot carries are read from it. */
  readonly source: Pick<
    Cluster,
    | 'id'
    | 'resourceId'
    | 'engineVersion'
    | 'port'
    | 'masterUser'
    | 'databaseName'
    | 'storageType'
    | 'createdAt'
    | 'backupRetention'
  >
  readonly kmsKeyArn: string | undefined
  readonly vpcId: string
  readonly database: SqlDatabase
  tags: readonly Tag[]
}

/** Automated backups that outlive their cluster (DeleteAutomatedBackups = false). */
export interface RetainedBackup {
  readonly id: string
  readonly cluster: Cluster
  readonly latest: number
}

export interface ParameterGroup {
  readonly kind: 'cluster-pg' | 'pg'
  readonly name: string
  readonly family: string
  readonly description: string
  readonly parameters: readonly Parameter[]
  tags: readonly Tag[]
}

export interface SubnetGroup {
  readonly name: string
  readonly description: string
  readonly vpcId: string
  readonly subnets: readonly { readonly id: string; readonly zone: string }[]
  tags: readonly Tag[]
}

export interface Vpc {
  readonly id: string
  /** Given to clusters that name none. It admits only its own members, so no pod gets through. */
  readonly defaultSecurityGroup: string
  readonly securityGroups: readonly string[]
}

export interface Options {
  /** May RDS use the key now? False for keys of other regions and disabled ones. Default: any key of this region. */
  readonly kmsKeyUsable?: (keyArn: string) => boolean
  /** Does the role trust that service, as `monitoring.rds.amazonaws.com`? Default: every role does. */
  readonly roleTrusts?: (roleArn: string, service: string) => boolean
  /** Networks of this region; without one that a subnet group names, the group is refused when seeded. */
  readonly vpcs?: readonly Vpc[]
  /** Aurora MySQL versions on offer, oldest first. */
  readonly engineVersions?: readonly string[]
  /** What a restore without EngineVersion gets; default the newest. */
  readonly defaultEngineVersion?: string
  /** Open question Q3 (aws-behaviour 6.3): does PITR keep the source's Serverless v2 scaling? Default false. */
  readonly pitrKeepsScaling?: boolean
  /** AWS's default for a new account is 40 and 40 (aws-behaviour 1.3.5). */
  readonly quotas?: { readonly clusters?: number; readonly instances?: number; readonly snapshots?: number }
  /** Largest page of a list, from 1; AWS's own is 100. */
  readonly pageSize?: number
}

export interface State {
  readonly surroundings: Surroundings
  options: Options
  readonly clusters: Cluster[]
  readonly instances: Instance[]
  readonly snapshots: Snapshot[]
  readonly retained: RetainedBackup[]
  readonly parameterGroups: ParameterGroup[]
  readonly subnetGroups: SubnetGroup[]
  /** Instance classes (optionally `class/zone`) for which AWS has no capacity now. */
  readonly exhausted: Set<string>
}

export function emptyState(surroundings: Surroundings, options: Options): State {
  const parameterGroups = (['cluster-pg', 'pg'] as const).map(kind => ({
    kind,
    name: defaultGroup,
    family,
    description: `Default ${kind === 'pg' ? '' : 'cluster '}parameter group for ${family}`,
    parameters: [],
    tags: [],
  }))
  const lists = { clusters: [], instances: [], snapshots: [], retained: [], subnetGroups: [] }
  return { surroundings, options, parameterGroups, exhausted: new Set(), ...lists }
}

export function engineVersions(options: Options): readonly string[] {
  return options.engineVersions ?? ['8.0.mysql_aurora.3.08.2', '8.0.mysql_aurora.3.10.1']
}

export function defaultEngineVersion(options: Options): string {
  return options.defaultEngineVersion ?? engineVersions(options).at(-1) ?? ''
}
