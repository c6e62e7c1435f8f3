// A cluster as the API describes it.
import type { DBCluster, DBClusterMember } from '@aws-sdk/client-rds'
import { arn, clusterHost } from './names.ts'
import { type Cluster, engine, type Instance, optionGroup, type State } from './state.ts'
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
