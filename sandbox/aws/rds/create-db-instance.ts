// rds:CreateDBInstance, for members of a cluster: nothing else makes a restored cluster answer.
import type { CreateDBInstanceMessage, CreateDBInstanceResult } from '@aws-sdk/client-rds'
import { notSimulated, refuse } from '../not-simulated.ts'
import { AwsError, type Operation, type Requirement } from '../service.ts'
import { appear, createInstance } from './changes.ts'
import { findCluster, lookUpCluster, parameterGroup, usableKey } from './find.ts'
import { drawnWindows, newIdentifier, resourceId } from './names.ts'
import { on, onKey, passRole, tagContext, tagging } from './needs.ts'
import { badCombination, badValue, clusterState, instanceExists } from './refusals.ts'
import { checkedTags, oneOf, within } from './settings.ts'
import { type Cluster, engine, type Instance, type State } from './state.ts'
import { instanceView } from './views.ts'

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
  checkMonitoring(input)
  return id
}

export function checkMonitoring(input: Pick<Input, 'MonitoringInterval' | 'MonitoringRoleArn'>): void {
  const { MonitoringInterval: interval = 0, MonitoringRoleArn: role } = input
  oneOf('MonitoringInterval', String(interval), ['0', '1', '5', '10', '15', '30', '60'])
  if (interval !== 0 && role === undefined) {
    throw badCombination(
      'A MonitoringRoleARN value is required if you specify a MonitoringInterval value other than 0.',
    )
  }
  if (interval === 0 && role !== undefined) {
    throw badCombination(
      'You must specify a MonitoringInterval value other than 0 when you specify a MonitoringRoleARN value.',
    )
  }
}

/** Invariant 5: not before the cluster is available, and no serverless instance without a scaling configuration. */
function checkCluster(cluster: Cluster, input: Input): void {
  if (cluster.status !== 'available') {
    throw clusterState(
      `DB cluster ${cluster.id} is in status ${cluster.status}; instances can be created only while it is available.`,
    )
  }
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

/** The zone asked for, or the first zone of the subnet group that has capacity and fewest members. */
function zoneFor(state: State, cluster: Cluster, input: Input): string {
  const group = state.subnetGroups.find(each => each.name === cluster.subnetGroup)
  const zones = [...new Set(group?.subnets.map(subnet => subnet.zone))]
  const { AvailabilityZone: asked, DBInstanceClass: wanted = '' } = input
  if (asked !== undefined && !zones.includes(asked)) {
    throw badValue(
      `The requested availability zone ${asked} is not covered by the DB subnet group ${cluster.subnetGroup}.`,
    )
  }
  const lacking = (zone: string) => state.exhausted.has(wanted) || state.exhausted.has(`${wanted}/${zone}`)
  const members = (zone: string) => cluster.members.filter(member => member.zone === zone).length
  const open = (asked === undefined ? zones : [asked]).filter(zone => !lacking(zone))
  const [best] = open.sort((a, b) => members(a) - members(b))
  if (best === undefined) {
    throw new AwsError(
      'InsufficientDBInstanceCapacityFault',
      `Cannot create a DB instance of class ${wanted} because there is no capacity for it in ${asked ?? 'any availability zone'}.`,
    )
  }
  return best
}

export function insightsOf(
  state: State,
  input: Pick<
    Input,
    'EnablePerformanceInsights' | 'PerformanceInsightsKMSKeyId' | 'PerformanceInsightsRetentionPeriod'
  >,
): Instance['insights'] {
  const {
    EnablePerformanceInsights: enabled,
    PerformanceInsightsKMSKeyId: key,
    PerformanceInsightsRetentionPeriod: days = 7,
  } = input
  if (!enabled) {
    if (key !== undefined) throw badCombination('PerformanceInsightsKMSKeyId requires EnablePerformanceInsights.')
    return undefined
  }
  if (days !== 7 && days !== 731 && !(days % 31 === 0 && days / 31 >= 1 && days / 31 <= 23)) {
    throw badValue(`Invalid PerformanceInsightsRetentionPeriod value: ${days}`)
  }
  return { key: key === undefined ? undefined : usableKey(state, key), retention: days }
}
