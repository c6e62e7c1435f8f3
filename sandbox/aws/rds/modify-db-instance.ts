// rds:ModifyDBInstance and rds:RebootDBInstance, for members of a cluster.
import type {
  ModifyDBInstanceMessage,
  ModifyDBInstanceResult,
  RebootDBInstanceMessage,
  RebootDBInstanceResult,
} from '@aws-sdk/client-rds'
import { refuse } from '../not-simulated.ts'
import type { Operation } from '../service.ts'
import { mustBeOffered } from './describe-orderable-options.ts'
import { findInstance, parameterGroup } from './find.ts'
import { changeInstance } from './instance-changes.ts'
import { checkMonitoring, insightsOf } from './instance-settings.ts'
import { instanceView } from './instance-view.ts'
import { on, onKey, passRole } from './needs.ts'
import { badCombination, badValue, instanceState } from './refusals.ts'
import { within } from './settings.ts'
import type { Instance, State } from './state.ts'

type Input = ModifyDBInstanceMessage

/** What this file applies; every other member is refused by name. */
const known = new Set([
  ...[
    'DBInstanceIdentifier',
    'ApplyImmediately',
    'DBInstanceClass',
    'DBParameterGroupName',
    'PromotionTier',
    'MonitoringInterval',
  ],
  ...[
    'MonitoringRoleArn',
    'EnablePerformanceInsights',
    'PerformanceInsightsKMSKeyId',
    'PerformanceInsightsRetentionPeriod',
  ],
  ...['PreferredMaintenanceWindow', 'AutoMinorVersionUpgrade', 'CopyTagsToSnapshot'],
])

/** Belong to the cluster of a member. */
const ofTheCluster = [
  'MasterUserPassword',
  'VpcSecurityGroupIds',
  'BackupRetentionPeriod',
  'PreferredBackupWindow',
  'DeletionProtection',
  'AllocatedStorage',
] as const

export function modifyDBInstance(state: State): Operation<Input, ModifyDBInstanceResult> {
  return {
    needs: input => [
      on(state, 'ModifyDBInstance', 'db', input.DBInstanceIdentifier ?? ''),
      ...(input.DBParameterGroupName === undefined
        ? []
        : [on(state, 'ModifyDBInstance', 'pg', input.DBParameterGroupName)]),
      ...passRole(input.MonitoringRoleArn, 'monitoring.rds'),
      ...onKey(state, input.PerformanceInsightsKMSKeyId),
    ],
    run: input => {
      const given = ofTheCluster.find(member => input[member] !== undefined)
      if (given) throw badCombination(`For a member of a DB cluster, ${given} is set with ModifyDBCluster.`)
      refuse(
        'rds:ModifyDBInstance',
        input,
        Object.keys(input).filter(member => !known.has(member)),
      )
      within('PromotionTier', input.PromotionTier, [0, 15])
      const instance = findInstance(state, input.DBInstanceIdentifier)
      mustBeAvailable(instance)
      apply(state, instance, input)
      return { DBInstance: instanceView(state, instance) }
    },
  }
}

function mustBeAvailable(instance: Instance): void {
  if (instance.status !== 'available')
    throw instanceState(`Database instance ${instance.id} is not in available state.`)
}

function apply(state: State, instance: Instance, input: Input): void {
  const { MonitoringInterval: interval, EnablePerformanceInsights: insights } = input
  const group =
    input.DBParameterGroupName === undefined ? undefined : parameterGroup(state, 'pg', input.DBParameterGroupName)
  if (interval !== undefined)
    checkMonitoring(state, {
      MonitoringInterval: interval,
      MonitoringRoleArn: input.MonitoringRoleArn ?? (interval === 0 ? undefined : instance.monitoringRole),
    })
  mustBeOffered(input.DBInstanceClass, instance.cluster.engineVersion)
  if (input.DBInstanceClass === 'db.serverless' && !instance.cluster.scaling) {
    throw badValue('Set the Serverless v2 scaling configuration on the parent DB cluster first.')
  }
  if (insights !== undefined) instance.insights = insightsOf(state, input)
  instance.promotionTier = input.PromotionTier ?? instance.promotionTier
  instance.maintenanceWindow = input.PreferredMaintenanceWindow ?? instance.maintenanceWindow
  instance.autoMinorVersionUpgrade = input.AutoMinorVersionUpgrade ?? instance.autoMinorVersionUpgrade
  instance.copyTagsToSnapshot = input.CopyTagsToSnapshot ?? instance.copyTagsToSnapshot
  if (group !== undefined && group !== instance.parameterGroup) {
    instance.parameterGroup = group
    instance.parameterGroupStatus = 'pending-reboot'
  }
  if (interval !== undefined) {
    instance.monitoringInterval = interval
    instance.monitoringRole = interval === 0 ? undefined : (input.MonitoringRoleArn ?? instance.monitoringRole)
  }
  if (input.DBInstanceClass !== undefined && input.DBInstanceClass !== instance.instanceClass)
    changeClass(state, instance, input)
  else if (interval !== undefined) changeInstance(state, instance, 'configuring-enhanced-monitoring')
  else if (group !== undefined) changeInstance(state, instance, 'modifying')
}

/** At once, with an interruption, or in the maintenance window: then it only shows as pending. */
function changeClass(state: State, instance: Instance, input: Input): void {
  instance.classPending = input.DBInstanceClass
  if (input.ApplyImmediately !== true) return
  const done = () => {
    instance.instanceClass = instance.classPending ?? instance.instanceClass
    instance.classPending = undefined
  }
  changeInstance(state, instance, 'modifying', { done, interrupts: true })
}

/** Parameter groups that wait for a reboot are in sync after it. */
export function rebootDBInstance(state: State): Operation<RebootDBInstanceMessage, RebootDBInstanceResult> {
  return {
    needs: input => [on(state, 'RebootDBInstance', 'db', input.DBInstanceIdentifier ?? '')],
    run: input => {
      refuse('rds:RebootDBInstance', input, ['ForceFailover'])
      const instance = findInstance(state, input.DBInstanceIdentifier)
      mustBeAvailable(instance)
      const done = () => {
        instance.parameterGroupStatus = 'in-sync'
        instance.clusterParameterGroupStatus = 'in-sync'
      }
      changeInstance(state, instance, 'rebooting', { done, interrupts: true })
      return { DBInstance: instanceView(state, instance) }
    },
  }
}
