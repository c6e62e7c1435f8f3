// What both restores share: a new cluster with AWS's defaults, never copies of the source's settings (pitfalls 98).
import type {
  RestoreDBClusterFromSnapshotMessage,
  RestoreDBClusterToPointInTimeMessage,
  Tag,
} from '@aws-sdk/client-rds'
import type { SqlDatabase } from '../../world/database/contract.ts'
import { refuse } from '../not-simulated.ts'
import { AwsError } from '../service.ts'
import { appear } from './changes.ts'
import { createCluster } from './cluster-changes.ts'
import { parameterGroup, securityGroups, subnetGroup, usableKey } from './find.ts'
import { drawnWindows, newIdentifier, resourceId } from './names.ts'
import { badCombination, clusterExists } from './refusals.ts'
import { checkedLogs, checkedScaling, checkedTags, oneOf, within } from './settings.ts'
import type { Cluster, ClusterSettings, State } from './state.ts'

export type RestoreInput = Omit<RestoreDBClusterToPointInTimeMessage, 'RestoreType'> &
  Partial<Pick<RestoreDBClusterFromSnapshotMessage, 'DatabaseName'>>

/** What a restored cluster does carry over (aws-behaviour 1.3.2). */
export interface Origin {
  readonly engineVersion: string
  /** The engine's default after PITR, the source's after a snapshot restore (pitfalls 8). */
  readonly port: number
  readonly masterUser: string
  readonly databaseName: string
  readonly kmsKeyArn: string | undefined
  readonly backupRetention: number
  /** Given when the request names none. */
  readonly tags: readonly Tag[]
  readonly scaling: ClusterSettings['scaling']
  readonly cloneGroup: string | undefined
  readonly database: () => SqlDatabase
}

const notRestorable = [
  ...[
    'Domain',
    'DomainIAMRoleName',
    'DBClusterInstanceClass',
    'PubliclyAccessible',
    'Iops',
    'NetworkType',
    'TagSpecifications',
  ],
  ...[
    'ScalingConfiguration',
    'RdsCustomClusterConfiguration',
    'EnableVPCNetworking',
    'EnableInternetAccessGateway',
    'OptionGroupName',
  ],
]

const onlyLimitless = [
  ...['MonitoringInterval', 'MonitoringRoleArn', 'EnablePerformanceInsights', 'PerformanceInsightsKMSKeyId'],
  'PerformanceInsightsRetentionPeriod',
] as const

/** Refuses what RDS refuses whatever the source is. Returns the new identifier. */
export function checkRestore(state: State, operation: string, input: RestoreInput): string {
  refuse(operation, input, notRestorable)
  if (input.EngineMode !== undefined && input.EngineMode !== 'provisioned') refuse(operation, input, ['EngineMode'])
  const id = newIdentifier(input.DBClusterIdentifier, 'DBClusterIdentifier')
  if (state.clusters.some(cluster => cluster.id === id)) throw clusterExists()
  // Whatever their values: github.com/boto/boto3/issues/4634 (there for PITR of aurora-postgresql).
  if (onlyLimitless.some(member => input[member] !== undefined)) {
    throw badCombination(
      'You can enable Performance Insights or set the Enhanced Monitoring interval only when restoring from a source Aurora Limitless DB cluster',
    )
  }
  const most = state.options.quotas?.clusters ?? 40
  if (state.clusters.length >= most) {
    throw new AwsError(
      'DBClusterQuotaExceededFault',
      `DB Cluster quota exceeded: the account may have ${most} clusters in this region.`,
      { status: 403 },
    )
  }
  within('Port', input.Port, [1150, 65_535])
  within('BackupRetentionPeriod', input.BackupRetentionPeriod, [1, 35])
  within('BacktrackWindow', input.BacktrackWindow, [0, 259_200])
  oneOf('StorageType', input.StorageType, ['aurora', 'aurora-iopt1'])
  oneOf('EngineLifecycleSupport', input.EngineLifecycleSupport, [
    'open-source-rds-extended-support',
    'open-source-rds-extended-support-disabled',
  ])
  return id
}

/** Makes the cluster and begins its creation. */
export function restoreCluster(state: State, id: string, input: RestoreInput, origin: Origin): Cluster {
  if (input.KmsKeyId !== undefined && origin.kmsKeyArn === undefined) {
    throw badCombination('KmsKeyId cannot be specified when restoring from an unencrypted DB cluster.')
  }
  const { clock } = state.surroundings
  const key = input.KmsKeyId ?? origin.kmsKeyArn
  const cluster: Cluster = {
    ...settingsOf(state, id, input, origin),
    id,
    resourceId: resourceId(state.surroundings, 'cluster', id, clock.now()),
    status: 'creating',
    masterUser: origin.masterUser,
    databaseName: origin.databaseName,
    kmsKeyArn: key === undefined ? undefined : usableKey(state, key),
    createdAt: clock.now(),
    restorableFrom: undefined,
    visible: false,
    tags: input.Tags !== undefined && input.Tags.length > 0 ? checkedTags(input.Tags) : origin.tags,
    members: [],
    database: origin.database(),
    masterPasswordPending: false,
    newId: undefined,
    cloneGroup: origin.cloneGroup,
  }
  state.clusters.push(cluster)
  appear(state, 'cluster', cluster)
  createCluster(state, cluster)
  return cluster
}

/** AWS's defaults for whatever the request leaves out: the API reference of both restores, pitfalls 2 to 10. */
function settingsOf(state: State, id: string, input: RestoreInput, origin: Origin): ClusterSettings {
  const group = subnetGroup(state, input.DBSubnetGroupName)
  const windows = drawnWindows(state.surroundings, id)
  const { ServerlessV2ScalingConfiguration: scaling } = input
  return {
    engineVersion: origin.engineVersion,
    port: input.Port ?? origin.port,
    subnetGroup: group.name,
    securityGroups: securityGroups(state, group, input.VpcSecurityGroupIds),
    parameterGroup: parameterGroup(state, 'cluster-pg', input.DBClusterParameterGroupName),
    backupRetention: input.BackupRetentionPeriod ?? origin.backupRetention,
    backupWindow: input.PreferredBackupWindow ?? windows.backup,
    maintenanceWindow: windows.maintenance,
    deletionProtection: input.DeletionProtection ?? false,
    logExports: checkedLogs(input.EnableCloudwatchLogsExports ?? []),
    iamAuthentication: input.EnableIAMDatabaseAuthentication ?? false,
    backtrackWindow: input.BacktrackWindow ?? 0,
    copyTagsToSnapshot: input.CopyTagsToSnapshot ?? false,
    storageType: input.StorageType ?? 'aurora',
    scaling: scaling ? checkedScaling(scaling) : origin.scaling,
    dataApi: false,
    roles: (input.AssociatedRoles ?? []).map(role => ({ ...role, Status: 'ACTIVE' })),
    lifecycleSupport: input.EngineLifecycleSupport ?? 'open-source-rds-extended-support',
  }
}
