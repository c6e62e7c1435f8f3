// An instance as the API describes it.
import type { DBInstance } from '@aws-sdk/client-rds'
import { subnetGroupView } from './group-views.ts'
import { arn, instanceHost } from './names.ts'
import { type Cluster, engine, type Instance, optionGroup, type State } from './state.ts'

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
