// rds:ModifyDBCluster: settings, the master password, the name.
import type { ModifyDBClusterMessage, ModifyDBClusterResult } from '@aws-sdk/client-rds'
import { notSimulated, refuse } from '../not-simulated.ts'
import type { Operation, Requirement } from '../service.ts'
import { changeCluster, changeClusterSoon } from './cluster-changes.ts'
import { clusterView } from './cluster-view.ts'
import { findCluster, parameterGroup, securityGroups, subnetGroup } from './find.ts'
import { newIdentifier } from './names.ts'
import { on } from './needs.ts'
import { badCombination, clusterExists, clusterState } from './refusals.ts'
import { checkedLogs, checkedPassword, checkedScaling, oneOf, within } from './settings.ts'
import type { Cluster, State } from './state.ts'

type Input = ModifyDBClusterMessage

const unknown = [
  ...[
    'OptionGroupName',
    'EngineVersion',
    'AllowMajorVersionUpgrade',
    'Domain',
    'DomainIAMRoleName',
    'ScalingConfiguration',
    'Port',
  ],
  ...[
    'EnableGlobalWriteForwarding',
    'DBClusterInstanceClass',
    'AllocatedStorage',
    'Iops',
    'NetworkType',
    'AutoMinorVersionUpgrade',
  ],
  ...[
    'MonitoringInterval',
    'MonitoringRoleArn',
    'DatabaseInsightsMode',
    'EnablePerformanceInsights',
    'PerformanceInsightsKMSKeyId',
  ],
  ...[
    'PerformanceInsightsRetentionPeriod',
    'ManageMasterUserPassword',
    'RotateMasterUserPassword',
    'EnableLocalWriteForwarding',
  ],
  ...[
    'MasterUserSecretKmsKeyId',
    'EngineMode',
    'AllowEngineModeChange',
    'AwsBackupRecoveryPointArn',
    'EnableLimitlessDatabase',
  ],
  ...['CACertificateIdentifier', 'MasterUserAuthenticationType'],
]

export function modifyDBCluster(state: State): Operation<Input, ModifyDBClusterResult> {
  return {
    needs: input => needs(state, input),
    run: input => {
      check(input)
      const cluster = findCluster(state, input.DBClusterIdentifier)
      if (cluster.status !== 'available' || cluster.masterPasswordPending || cluster.newId !== undefined) {
        throw clusterState(`DB cluster ${cluster.id} is not in available state.`)
      }
      const newId = newIdOf(state, input)
      const changed = applySettings(state, cluster, input)
      if (input.MasterUserPassword !== undefined)
        resetPassword(state, cluster, checkedPassword(input.MasterUserPassword))
      else if (newId !== undefined) rename(state, cluster, newId)
      else if (changed) changeCluster(state, cluster, { status: 'modifying', done: () => undefined })
      return { DBCluster: clusterView(state, cluster) }
    },
  }
}

function needs(state: State, input: Input): readonly Requirement[] {
  const { DBClusterParameterGroupName: group, NewDBClusterIdentifier: name } = input
  return [
    on(state, 'ModifyDBCluster', 'cluster', input.DBClusterIdentifier ?? ''),
    ...(group === undefined ? [] : [on(state, 'ModifyDBCluster', 'cluster-pg', group)]),
    ...(name === undefined ? [] : [on(state, 'ModifyDBCluster', 'cluster', name)]),
  ]
}

function check(input: Input): void {
  refuse('rds:ModifyDBCluster', input, unknown)
  if (input.EnableHttpEndpoint !== undefined) {
    // For Aurora Serverless v1 only (ModifyDBCluster reference); the error is a guess.
    throw badCombination(
      'EnableHttpEndpoint applies only to Aurora Serverless v1 DB clusters. Use the EnableHttpEndpoint operation.',
    )
  }
  if (input.DBInstanceParameterGroupName !== undefined) {
    throw badCombination('DBInstanceParameterGroupName is valid only for a major version upgrade.')
  }
  within('BackupRetentionPeriod', input.BackupRetentionPeriod, [1, 35])
  within('BacktrackWindow', input.BacktrackWindow, [0, 259_200])
  oneOf('StorageType', input.StorageType, ['aurora', 'aurora-iopt1'])
  oneOf('EngineLifecycleSupport', input.EngineLifecycleSupport, [
    'open-source-rds-extended-support',
    'open-source-rds-extended-support-disabled',
  ])
}

/** Returns whether the cluster goes through `modifying`: deletion protection and tag copying change at once. */
function applySettings(state: State, cluster: Cluster, input: Input): boolean {
  const group = subnetGroup(state, cluster.subnetGroup)
  const { ServerlessV2ScalingConfiguration: scaling, CloudwatchLogsExportConfiguration: logs } = input
  const next = {
    scaling: scaling ? checkedScaling(scaling, cluster.scaling) : undefined,
    securityGroups: input.VpcSecurityGroupIds ? securityGroups(state, group, input.VpcSecurityGroupIds) : undefined,
    parameterGroup:
      input.DBClusterParameterGroupName === undefined
        ? undefined
        : parameterGroup(state, 'cluster-pg', input.DBClusterParameterGroupName),
    logExports: logs ? nextLogs(cluster, logs) : undefined,
    iamAuthentication: input.EnableIAMDatabaseAuthentication,
    backupRetention: input.BackupRetentionPeriod,
    backupWindow: input.PreferredBackupWindow,
    maintenanceWindow: input.PreferredMaintenanceWindow,
    backtrackWindow: backtrack(cluster, input.BacktrackWindow),
    storageType: input.StorageType,
    lifecycleSupport: input.EngineLifecycleSupport,
  }
  if (next.parameterGroup !== undefined && next.parameterGroup !== cluster.parameterGroup) {
    // Members take it up at their next reboot, not before.
    for (const member of cluster.members) member.clusterParameterGroupStatus = 'pending-reboot'
  }
  const given = Object.entries(next).filter(([, value]) => value !== undefined)
  Object.assign(cluster, Object.fromEntries(given))
  cluster.deletionProtection = input.DeletionProtection ?? cluster.deletionProtection
  cluster.copyTagsToSnapshot = input.CopyTagsToSnapshot ?? cluster.copyTagsToSnapshot
  return given.length > 0
}

function nextLogs(
  cluster: Cluster,
  {
    EnableLogTypes: on = [],
    DisableLogTypes: off = [],
  }: { EnableLogTypes?: string[] | undefined; DisableLogTypes?: string[] | undefined },
): readonly string[] {
  checkedLogs(off)
  return [...new Set([...cluster.logExports, ...checkedLogs(on)])].filter(type => !off.includes(type))
}

/** Backtrack can be set only when the cluster is created or restored with it (aws-behaviour 1.3.1). */
function backtrack(cluster: Cluster, asked: number | undefined): number | undefined {
  if (asked !== undefined && asked > 0 && cluster.backtrackWindow === 0) {
    throw badCombination(
      'Backtrack is not enabled for the DB cluster. It can be enabled only when a cluster is created or restored.',
    )
  }
  return asked
}

function newIdOf(state: State, input: Input): string | undefined {
  if (input.NewDBClusterIdentifier === undefined) return undefined
  const id = newIdentifier(input.NewDBClusterIdentifier, 'NewDBClusterIdentifier')
  if (state.clusters.some(cluster => cluster.id === id || cluster.newId === id)) throw clusterExists()
  if (input.ApplyImmediately !== true)
    throw notSimulated('rds:ModifyDBCluster NewDBClusterIdentifier in the maintenance window')
  if (input.MasterUserPassword !== undefined)
    throw notSimulated('rds:ModifyDBCluster with both a new name and a new master password')
  return id
}

/** Applied at once whatever ApplyImmediately says; the other accounts keep their passwords. */
function resetPassword(state: State, cluster: Cluster, password: string): void {
  cluster.masterPasswordPending = true
  const done = () => {
    const literal = (text: string) => text.replaceAll('\\', '\\\\').replaceAll("'", "''")
    cluster.database.administer(`ALTER USER '${literal(cluster.masterUser)}'@'%' IDENTIFIED BY '${literal(password)}'`)
    cluster.masterPasswordPending = false
  }
  changeClusterSoon(state, cluster, { status: 'resetting-master-credentials', done })
}

/** Host names change with the name. */
function rename(state: State, cluster: Cluster, id: string): void {
  cluster.newId = id
  const done = () => {
    cluster.id = id
    cluster.newId = undefined
  }
  changeClusterSoon(state, cluster, { status: 'renaming', done })
}
