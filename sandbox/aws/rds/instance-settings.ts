// What is asked for an instance, checked: monitoring, Performance Insights, the zone it goes to.
import type { CreateDBInstanceMessage } from '@aws-sdk/client-rds'
import { AwsError } from '../service.ts'
import { usableKey } from './find.ts'
import { badCombination, badValue } from './refusals.ts'
import { oneOf } from './settings.ts'
import type { Cluster, Instance, State } from './state.ts'

type Input = CreateDBInstanceMessage

export function checkMonitoring(state: State, input: Pick<Input, 'MonitoringInterval' | 'MonitoringRoleArn'>): void {
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
  const trusted = role === undefined || (state.options.roleTrusts?.(role, 'monitoring.rds.amazonaws.com') ?? true)
  if (!trusted)
    throw badValue(
      'IAM role ARN value is invalid or does not include the required permissions for: ENHANCED_MONITORING',
    )
}

/** The zone asked for, or the first zone of the subnet group that has capacity and fewest members. */
export function zoneFor(state: State, cluster: Cluster, input: Input): string {
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
