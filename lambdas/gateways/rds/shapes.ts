// From the SDK's optional members to what steps pass on: every property present, null where AWS says nothing.
import type { DBCluster, DBInstance, Tag as SdkTag } from '@aws-sdk/client-rds'
import type { ClusterSettings, Member, Tag } from '../../../domain/cluster-description.ts'
import { type Instant, toInstant } from '../../../domain/instant.ts'
import type { RestorableWindow } from '../../../domain/restore-moment.ts'
import type { Tags } from '../../../domain/restored-tags.ts'

export interface FoundCluster extends ClusterSettings {
  readonly members: readonly { readonly id: string; readonly writer: boolean; readonly parameterGroupStatus: string }[]
  /** Null for minutes after a restore (pitfalls A17). */
  readonly restorable: RestorableWindow | null
  readonly progress: string | null
  /** A new master password waits to be applied; the status follows only some seconds later. */
  readonly passwordPending: boolean
  readonly globalCluster: string | null
  /** RDS itself keeps the master user's secret. */
  readonly managedMasterSecret: boolean
  readonly createdAt: Instant | null
}

export interface FoundInstance extends Member {
  readonly arn: string
  readonly status: string
  readonly address: string | null
  /** Its own parameter group, or the cluster's, waits for a reboot. */
  readonly pendingReboot: boolean
  readonly parametersInSync: boolean
  readonly tags: readonly Tag[]
}

export function clusterOf(c: DBCluster): FoundCluster {
  const { EarliestRestorableTime: earliest, LatestRestorableTime: latest } = c
  return {
    ...identityOf(c),
    ...settingsOf(c),
    members: (c.DBClusterMembers ?? []).map(member => ({
      id: member.DBInstanceIdentifier ?? '',
      writer: member.IsClusterWriter ?? false,
      parameterGroupStatus: member.DBClusterParameterGroupStatus ?? '',
    })),
    restorable:
      earliest && latest ? { earliest: toInstant(earliest.getTime()), latest: toInstant(latest.getTime()) } : null,
    progress: c.PercentProgress ?? null,
    passwordPending: c.PendingModifiedValues?.MasterUserPassword !== undefined,
    globalCluster: c.GlobalClusterIdentifier ?? null,
    managedMasterSecret: c.MasterUserSecret !== undefined,
    createdAt: c.ClusterCreateTime ? toInstant(c.ClusterCreateTime.getTime()) : null,
  }
}

function identityOf(c: DBCluster) {
  return {
    id: c.DBClusterIdentifier ?? '',
    arn: c.DBClusterArn ?? '',
    resourceId: c.DbClusterResourceId ?? '',
    status: c.Status ?? '',
    engine: c.Engine ?? '',
    engineVersion: c.EngineVersion ?? '',
    engineMode: c.EngineMode ?? 'provisioned',
    endpoint: c.Endpoint ?? null,
    readerEndpoint: c.ReaderEndpoint ?? null,
    tags: tagsOf(c.TagList),
  }
}

function settingsOf(c: DBCluster) {
  const scaling = c.ServerlessV2ScalingConfiguration
  return {
    port: c.Port ?? 0,
    parameterGroup: c.DBClusterParameterGroup ?? '',
    subnetGroup: c.DBSubnetGroup ?? '',
    securityGroups: (c.VpcSecurityGroups ?? []).flatMap(group => group.VpcSecurityGroupId ?? []),
    kmsKeyId: c.KmsKeyId ?? null,
    encrypted: c.StorageEncrypted ?? false,
    scaling: scaling
      ? {
          min: scaling.MinCapacity ?? 0,
          max: scaling.MaxCapacity ?? 0,
          autoPause: scaling.SecondsUntilAutoPause ?? null,
        }
      : null,
    backupRetention: c.BackupRetentionPeriod ?? 0,
    backupWindow: c.PreferredBackupWindow ?? '',
    maintenanceWindow: c.PreferredMaintenanceWindow ?? '',
    copyTagsToSnapshot: c.CopyTagsToSnapshot ?? false,
    deletionProtection: c.DeletionProtection ?? false,
    logExports: c.EnabledCloudwatchLogsExports ?? [],
    iamAuth: c.IAMDatabaseAuthenticationEnabled ?? false,
    dataApi: c.HttpEndpointEnabled ?? false,
    backtrackSeconds: c.BacktrackWindow ?? 0,
    // Only aurora-iopt1 is ever named in answers (RDS API reference, StorageType).
    storageType: c.StorageType ?? 'aurora',
    networkType: c.NetworkType ?? null,
    lifecycleSupport: c.EngineLifecycleSupport ?? null,
    roles: (c.AssociatedRoles ?? []).map(role => ({ arn: role.RoleArn ?? '', feature: role.FeatureName || null })),
  }
}

export function instanceOf(i: DBInstance, writer: boolean, clusterGroupStatus: string): FoundInstance {
  const [group] = i.DBParameterGroups ?? []
  const statuses = [group?.ParameterApplyStatus ?? '', clusterGroupStatus]
  return {
    id: i.DBInstanceIdentifier ?? '',
    arn: i.DBInstanceArn ?? '',
    status: i.DBInstanceStatus ?? '',
    address: i.Endpoint?.Address ?? null,
    class: i.DBInstanceClass ?? '',
    writer,
    parameterGroup: group?.DBParameterGroupName ?? '',
    promotionTier: i.PromotionTier ?? 1,
    availabilityZone: i.AvailabilityZone ?? null,
    maintenanceWindow: i.PreferredMaintenanceWindow ?? null,
    monitoringInterval: i.MonitoringInterval ?? 0,
    monitoringRoleArn: i.MonitoringRoleArn ?? null,
    performanceInsights: i.PerformanceInsightsEnabled ?? false,
    performanceInsightsKeyId: i.PerformanceInsightsKMSKeyId ?? null,
    performanceInsightsRetention: i.PerformanceInsightsRetentionPeriod ?? null,
    autoMinorVersionUpgrade: i.AutoMinorVersionUpgrade ?? true,
    publiclyAccessible: i.PubliclyAccessible ?? false,
    caCertificate: i.CACertificateIdentifier ?? null,
    pendingReboot: statuses.includes('pending-reboot'),
    parametersInSync: statuses.every(status => status === 'in-sync'),
    tags: tagsOf(i.TagList),
  }
}

const tagsOf = (tags: readonly SdkTag[] | undefined): Tag[] =>
  (tags ?? []).map(({ Key = '', Value = '' }) => ({ key: Key, value: Value }))

export const sdkTags = (tags: Tags): SdkTag[] => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))

/** Without what says only how it is now: the part that contracts pass on. */
export function settingsOnly(cluster: FoundCluster): ClusterSettings {
  const {
    members: _,
    restorable: _window,
    progress: _progress,
    globalCluster: _global,
    managedMasterSecret: _managed,
    createdAt: _created,
    passwordPending: _pending,
    ...settings
  } = cluster
  return settings
}

export function memberOnly(instance: FoundInstance): Member {
  const {
    arn: _,
    status: __,
    address: ___,
    pendingReboot: ____,
    parametersInSync: _____,
    tags: ______,
    ...member
  } = instance
  return member
}
