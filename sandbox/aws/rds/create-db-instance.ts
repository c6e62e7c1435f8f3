// rds:CreateDBInstance, for members of a cluster: nothing else makes a restored cluster answer.
import type { CreateDBInstanceMessage, CreateDBInstanceResult } from '@aws-sdk/client-rds'
import { notSimulated, refuse } from '../not-simulated.ts'
import { AwsError, type Operation, type Requirement } from '../service.ts'
import { appear } from './changes.ts'
import { mustBeOffered } from './describe-orderable-options.ts'
import { findCluster, lookUpCluster, parameterGroup } from './find.ts'
import { createInstance } from './instance-changes.ts'
import { checkMonitoring, insightsOf, zoneFor } from './instance-settings.ts'
import { instanceView } from './instance-view.ts'
import { drawnWindows, newIdentifier, resourceId } from './names.ts'
import { on, onKey, passRole, tagContext, tagging } from './needs.ts'
import { badCombination, badValue, clusterState, instanceExists } from './refusals.ts'
import { checkedTags, within } from './settings.ts'
import { type Cluster, engine, type Instance, type State } from './state.ts'

type Input = CreateDBInstanceMessage

/** Belong to the cluster; giving them for a member is refused [K] (aws-behaviour 1.3.1). */
const ofTheCluster = [
  ...[
    'MasterUsername',
    'MasterUserPassword',
    'ManageMasterUserPassword',
    'VpcSecurityGroupIds',
    'AllocatedStorage',
    'DBName',
  ],
  ...[
    'BackupRetentionPeriod',
    'PreferredBackupWindow',
    'Port',
    'StorageEncrypted',
    'KmsKeyId',
    'DeletionProtection',
    'StorageType',
  ],
  ...[
    'Iops',
    'EnableCloudwatchLogsExports',
    'EnableIAMDatabaseAuthentication',
    'MultiAZ',
    'EngineVersion',
    'OptionGroupName',
  ],
] as const

const unknown = [
  ...[
    'DBSecurityGroups',
    'LicenseModel',
    'CharacterSetName',
    'NcharCharacterSetName',
    'TdeCredentialArn',
    'Domain',
    'Timezone',
  ],
  ...[
    'ProcessorFeatures',
    'MaxAllocatedStorage',
    'NetworkType',
    'BackupTarget',
    'CustomIamInstanceProfile',
    'DBSystemId',
  ],
  ...[
    'MultiTenant',
    'DedicatedLogVolume',
    'AdditionalStorageVolumes',
    'TagSpecifications',
    'DBCapacityReservationIdentifier',
  ],
  ...[
    'MasterUserAuthenticationType',
    'DatabaseInsightsMode',
    'StorageThroughput',
    'EnableCustomerOwnedIp',
    'EngineLifecycleSupport',
  ],
]

export function createDBInstance(state: State): Operation<Input, CreateDBInstanceResult> {
  return {
    needs: input => needs(state, input),
    run: input => {
      const id = checkRequest(state, input)
      const cluster = findCluster(state, input.DBClusterIdentifier)
      checkCluster(cluster, input)
      const instance = make(state, { id, cluster, input })
      state.instances.push(instance)
      cluster.members.push(instance)
      appear(state, 'instance', instance)
      createInstance(state, instance)
      return { DBInstance: instanceView(state, instance) }
    },
  }
}

/** Optional resource types count when the request names them; the key is the cluster's. */
function needs(state: State, input: Input): readonly Requirement[] {
  const action = 'CreateDBInstance'
  const id = input.DBInstanceIdentifier ?? ''
  const { DBClusterIdentifier: cluster, DBParameterGroupName: group } = input
  return [
    on(state, action, 'db', id, tagContext(input.Tags)),
    ...(cluster === undefined ? [] : [on(state, action, 'cluster', cluster)]),
    ...(group === undefined ? [] : [on(state, action, 'pg', group)]),
    ...(input.DBSubnetGroupName === undefined ? [] : [on(state, action, 'subgrp', input.DBSubnetGroupName)]),
    ...tagging(state, 'db', id, input.Tags),
    ...passRole(input.MonitoringRoleArn, 'monitoring.rds'),
    ...onKey(state, cluster === undefined ? undefined : lookUpCluster(state, cluster)?.kmsKeyArn),
    ...onKey(state, input.PerformanceInsightsKMSKeyId),
  ]
}

/** What is wrong whatever the cluster. Returns the new identifier. */
function checkRequest(state: State, input: Input): string {
  refuse('rds:CreateDBInstance', input, unknown)
  if (input.DBClusterIdentifier === undefined) throw notSimulated('rds:CreateDBInstance outside a cluster')
  const given = ofTheCluster.find(member => input[member] !== undefined)
  if (given)
    throw badCombination(`The requested DB Instance will be a member of a DB Cluster. Set ${given} for the DB Cluster.`)
  if (input.Engine !== engine)
    throw badCombination(
      `The engine name requested for your DB instance (${input.Engine}) doesn't match the engine name of your DB cluster (${engine}).`,
    )
  const id = newIdentifier(input.DBInstanceIdentifier, 'DBInstanceIdentifier')
  if (state.instances.some(instance => instance.id === id)) throw instanceExists()
  const most = state.options.quotas?.instances ?? 40
  if (state.instances.length >= most) {
    throw new AwsError(
      'InstanceQuotaExceededFault',
      `DB Instance quota exceeded: the account may have ${most} instances in this region.`,
    )
  }
  if (!/^db\.(serverless|[rtx]\d+[a-z]*\.\w+)$/.test(input.DBInstanceClass ?? '')) {
    throw badValue(`Invalid DB Instance class: ${input.DBInstanceClass}`)
  }
  within('PromotionTier', input.PromotionTier, [0, 15])
  checkMonitoring(state, input)
  return id
}

/** Invariant 5: not before the cluster is available, and no serverless instance without a scaling configuration. */
function checkCluster(cluster: Cluster, input: Input): void {
  if (cluster.status !== 'available') {
    throw clusterState(
      `DB cluster ${cluster.id} is in status ${cluster.status}; instances can be created only while it is available.`,
    )
  }
  mustBeOffered(input.DBInstanceClass, cluster.engineVersion)
  if (input.DBInstanceClass === 'db.serverless' && !cluster.scaling) {
    throw clusterState(
      'Set the Serverless v2 scaling configuration on the parent DB cluster before creating a Serverless v2 DB instance.',
    )
  }
  if (input.DBSubnetGroupName !== undefined && input.DBSubnetGroupName.toLowerCase() !== cluster.subnetGroup) {
    throw badCombination(`The DB subnet group ${input.DBSubnetGroupName} is not that of the DB cluster.`)
  }
}

function make(
  state: State,
  { id, cluster, input }: { readonly id: string; readonly cluster: Cluster; readonly input: Input },
): Instance {
  const { surroundings } = state
  return {
    id,
    resourceId: resourceId(surroundings, 'db', id, surroundings.clock.now()),
    cluster,
    status: 'creating',
    serving: false,
    // The first member is the writer.
    writer: cluster.members.every(member => member.status === 'deleting'),
    visible: false,
    instanceClass: input.DBInstanceClass ?? '',
    zone: zoneFor(state, cluster, input),
    parameterGroup: parameterGroup(state, 'pg', input.DBParameterGroupName),
    parameterGroupStatus: 'in-sync',
    clusterParameterGroupStatus: 'in-sync',
    promotionTier: input.PromotionTier ?? 1,
    monitoringInterval: input.MonitoringInterval ?? 0,
    monitoringRole: input.MonitoringRoleArn,
    insights: insightsOf(state, input),
    maintenanceWindow: input.PreferredMaintenanceWindow ?? drawnWindows(surroundings, id).maintenance,
    autoMinorVersionUpgrade: input.AutoMinorVersionUpgrade ?? true,
    publiclyAccessible: input.PubliclyAccessible ?? false,
    certificateAuthority: input.CACertificateIdentifier ?? 'rds-ca-rsa2048-g1',
    copyTagsToSnapshot: input.CopyTagsToSnapshot ?? false,
    tags: checkedTags(input.Tags ?? []),
    createdAt: surroundings.clock.now(),
    classPending: undefined,
  }
}
