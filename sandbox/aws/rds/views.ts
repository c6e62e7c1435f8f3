// Clusters, instances, snapshots and groups as the API describes them.
import type {
  DBCluster,
  DBClusterAutomatedBackup,
  DBClusterMember,
  DBClusterParameterGroup,
  DBClusterSnapshot,
  DBInstance,
  DBParameterGroup,
  DBSubnetGroup,
} from '@aws-sdk/client-rds'
import { arn, clusterHost, instanceHost } from './names.ts'
import {
  type Cluster,
  engine,
  type Instance,
  optionGroup,
  type ParameterGroup,
  type RetainedBackup,
  type Snapshot,
  type State,
  type SubnetGroup,
} from './state.ts'
import { restorableWindow } from './times.ts'

export function clusterView(state: State, cluster: Cluster): DBCluster {
  const window = restorableWindow(state, cluster)
  const group = state.subnetGroups.find(each => each.name === cluster.subnetGroup)
  return {
    ...identityView(state, cluster),
    ...settingsView(cluster),
    AvailabilityZones: [...new Set(group?.subnets.map(subnet => subnet.zone))],
    DBSubnetGroup: cluster.subnetGroup,
    Status: cluster.status,
    ...(cluster.status === 'creating' && { PercentProgress: '0' }),
    EarliestRestorableTime: window && new Date(window.earliest),
    LatestRestorableTime: window && new Date(window.latest),
    // Both host names exist from the first moment, whatever stands behind them (invariant 6).
    Endpoint: clusterHost(state, cluster, 'writer'),
    ReaderEndpoint: clusterHost(state, cluster, 'reader'),
    MultiAZ: new Set(cluster.members.map(member => member.zone)).size > 1,
    DBClusterMembers: cluster.members.filter(member => member.visible).map(memberView),
    PendingModifiedValues: pendingView(cluster),
  }
}

function identityView(state: State, cluster: Cluster): DBCluster {
  return {
    AllocatedStorage: 1,
    DatabaseName: cluster.databaseName,
    DBClusterIdentifier: cluster.id,
    Engine: engine,
    EngineMode: 'provisioned',
    MasterUsername: cluster.masterUser,
    DBClusterOptionGroupMemberships: [{ DBClusterOptionGroupName: optionGroup, Status: 'in-sync' }],
    ReadReplicaIdentifiers: [],
    HostedZoneId: 'Z2R2ITUGPM61AM',
    StorageEncrypted: cluster.kmsKeyArn !== undefined,
    KmsKeyId: cluster.kmsKeyArn,
    DbClusterResourceId: cluster.resourceId,
    DBClusterArn: arn(state.surroundings, 'cluster', cluster.id),
    ClusterCreateTime: new Date(cluster.createdAt),
    CloneGroupId: cluster.cloneGroup,
    ActivityStreamStatus: 'stopped',
    CrossAccountClone: false,
    DomainMemberships: [],
    NetworkType: 'IPV4',
    DatabaseInsightsMode: 'standard',
    AutoMinorVersionUpgrade: true,
    TagList: [...cluster.tags],
  }
}

function settingsView(cluster: Cluster): DBCluster {
  return {
    BackupRetentionPeriod: cluster.backupRetention,
    DBClusterParameterGroup: cluster.parameterGroup,
    EngineVersion: cluster.engineVersion,
    Port: cluster.port,
    PreferredBackupWindow: cluster.backupWindow,
    PreferredMaintenanceWindow: cluster.maintenanceWindow,
    VpcSecurityGroups: cluster.securityGroups.map(id => ({ VpcSecurityGroupId: id, Status: 'active' })),
    AssociatedRoles: [...cluster.roles],
    IAMDatabaseAuthenticationEnabled: cluster.iamAuthentication,
    // Absent, not 0 or empty, when switched off.
    ...(cluster.backtrackWindow > 0 && { BacktrackWindow: cluster.backtrackWindow, BacktrackConsumedChangeRecords: 0 }),
    ...(cluster.logExports.length > 0 && { EnabledCloudwatchLogsExports: [...cluster.logExports] }),
    StorageType: cluster.storageType,
    DeletionProtection: cluster.deletionProtection,
    HttpEndpointEnabled: cluster.dataApi,
    CopyTagsToSnapshot: cluster.copyTagsToSnapshot,
    ...(cluster.scaling && { ServerlessV2ScalingConfiguration: cluster.scaling, ServerlessV2PlatformVersion: '3' }),
    EngineLifecycleSupport: cluster.lifecycleSupport,
  }
}

function pendingView(cluster: Cluster): DBCluster['PendingModifiedValues'] {
  if (!cluster.masterPasswordPending && cluster.newId === undefined) return undefined
  return {
    ...(cluster.masterPasswordPending && { MasterUserPassword: '****' }),
    ...(cluster.newId !== undefined && { DBClusterIdentifier: cluster.newId }),
  }
}

function memberView(instance: Instance): DBClusterMember {
  return {
    DBInstanceIdentifier: instance.id,
    IsClusterWriter: instance.writer,
    DBClusterParameterGroupStatus: instance.clusterParameterGroupStatus,
    PromotionTier: instance.promotionTier,
  }
}

export function instanceView(state: State, instance: Instance): DBInstance {
  const { cluster, insights } = instance
  const group = state.subnetGroups.find(each => each.name === cluster.subnetGroup)
  return {
    ...inheritedView(cluster),
    DBInstanceIdentifier: instance.id,
    DBInstanceClass: instance.instanceClass,
    DBInstanceStatus: instance.status,
    // An instance that is still being created has no address yet.
    Endpoint:
      instance.status === 'creating'
        ? undefined
        : { Address: instanceHost(state, instance), Port: cluster.port, HostedZoneId: 'Z2R2ITUGPM61AM' },
    InstanceCreateTime: instance.status === 'creating' ? undefined : new Date(instance.createdAt),
    DBSecurityGroups: [],
    DBParameterGroups: [
      { DBParameterGroupName: instance.parameterGroup, ParameterApplyStatus: instance.parameterGroupStatus },
    ],
    AvailabilityZone: instance.zone,
    DBSubnetGroup: group && subnetGroupView(state, group),
    PreferredMaintenanceWindow: instance.maintenanceWindow,
    PendingModifiedValues: instance.classPending === undefined ? {} : { DBInstanceClass: instance.classPending },
    AutoMinorVersionUpgrade: instance.autoMinorVersionUpgrade,
    PubliclyAccessible: instance.publiclyAccessible,
    DbInstancePort: 0,
    DbiResourceId: instance.resourceId,
    CACertificateIdentifier: instance.certificateAuthority,
    CopyTagsToSnapshot: instance.copyTagsToSnapshot,
    MonitoringInterval: instance.monitoringInterval,
    MonitoringRoleArn: instance.monitoringRole,
    PromotionTier: instance.promotionTier,
    DBInstanceArn: arn(state.surroundings, 'db', instance.id),
    PerformanceInsightsEnabled: insights !== undefined,
    ...(insights && {
      PerformanceInsightsKMSKeyId: insights.key,
      PerformanceInsightsRetentionPeriod: insights.retention,
    }),
    TagList: [...instance.tags],
  }
}

/** What a member shows of its cluster. */
function inheritedView(cluster: Cluster): DBInstance {
  return {
    Engine: engine,
    EngineVersion: cluster.engineVersion,
    MasterUsername: cluster.masterUser,
    DBName: cluster.databaseName,
    AllocatedStorage: 1,
    PreferredBackupWindow: cluster.backupWindow,
    BackupRetentionPeriod: cluster.backupRetention,
    VpcSecurityGroups: cluster.securityGroups.map(id => ({ VpcSecurityGroupId: id, Status: 'active' })),
    MultiAZ: false,
    LicenseModel: 'general-public-license',
    OptionGroupMemberships: [{ OptionGroupName: optionGroup, Status: 'in-sync' }],
    StorageType: cluster.storageType,
    DBClusterIdentifier: cluster.id,
    StorageEncrypted: cluster.kmsKeyArn !== undefined,
    KmsKeyId: cluster.kmsKeyArn,
    IAMDatabaseAuthenticationEnabled: cluster.iamAuthentication,
    DeletionProtection: false,
    NetworkType: 'IPV4',
    BackupTarget: 'region',
    EngineLifecycleSupport: cluster.lifecycleSupport,
  }
}

export function snapshotView(_: State, snapshot: Snapshot): DBClusterSnapshot {
  const { source } = snapshot
  return {
    AllocatedStorage: 1,
    DBClusterSnapshotIdentifier: snapshot.id,
    DBClusterSnapshotArn: snapshot.arn,
    DBClusterIdentifier: source.id,
    DbClusterResourceId: source.resourceId,
    SnapshotCreateTime: new Date(snapshot.takenAt),
    ClusterCreateTime: new Date(source.createdAt),
    Engine: engine,
    EngineMode: 'provisioned',
    EngineVersion: source.engineVersion,
    LicenseModel: engine,
    MasterUsername: source.masterUser,
    Port: source.port,
    SnapshotType: snapshot.type,
    Status: snapshot.status,
    PercentProgress: snapshot.status === 'available' ? 100 : 0,
    StorageEncrypted: snapshot.kmsKeyArn !== undefined,
    KmsKeyId: snapshot.kmsKeyArn,
    StorageType: source.storageType,
    VpcId: snapshot.vpcId,
    IAMDatabaseAuthenticationEnabled: false,
    TagList: [...snapshot.tags],
  }
}

export function retainedView(state: State, backup: RetainedBackup): DBClusterAutomatedBackup {
  const { cluster } = backup
  return {
    Engine: engine,
    EngineMode: 'provisioned',
    EngineVersion: cluster.engineVersion,
    DBClusterAutomatedBackupsArn: arn(state.surroundings, 'cluster-auto-backup', backup.id),
    DBClusterArn: arn(state.surroundings, 'cluster', cluster.id),
    DBClusterIdentifier: cluster.id,
    DbClusterResourceId: cluster.resourceId,
    Region: state.surroundings.region,
    Status: 'retained',
    RestoreWindow: {
      EarliestTime: new Date(cluster.restorableFrom ?? cluster.createdAt),
      LatestTime: new Date(backup.latest),
    },
    MasterUsername: cluster.masterUser,
    ClusterCreateTime: new Date(cluster.createdAt),
    StorageEncrypted: cluster.kmsKeyArn !== undefined,
    KmsKeyId: cluster.kmsKeyArn,
    BackupRetentionPeriod: cluster.backupRetention,
    Port: cluster.port,
    StorageType: cluster.storageType,
    IAMDatabaseAuthenticationEnabled: cluster.iamAuthentication,
  }
}

export function clusterParameterGroupView(state: State, group: ParameterGroup): DBClusterParameterGroup {
  return {
    DBClusterParameterGroupName: group.name,
    DBParameterGroupFamily: group.family,
    Description: group.description,
    DBClusterParameterGroupArn: arn(state.surroundings, 'cluster-pg', group.name),
  }
}

export function parameterGroupView(state: State, group: ParameterGroup): DBParameterGroup {
  return {
    DBParameterGroupName: group.name,
    DBParameterGroupFamily: group.family,
    Description: group.description,
    DBParameterGroupArn: arn(state.surroundings, 'pg', group.name),
  }
}

export function subnetGroupView(state: State, group: SubnetGroup): DBSubnetGroup {
  return {
    DBSubnetGroupName: group.name,
    DBSubnetGroupDescription: group.description,
    VpcId: group.vpcId,
    SubnetGroupStatus: 'Complete',
    Subnets: group.subnets.map(({ id, zone }) => ({
      SubnetIdentifier: id,
      SubnetAvailabilityZone: { Name: zone },
      SubnetStatus: 'Active',
    })),
    DBSubnetGroupArn: arn(state.surroundings, 'subgrp', group.name),
    SupportedNetworkTypes: ['IPV4'],
  }
}
