// cloudwatch:DescribeAlarms: metric alarms with their states. Names that do not exist are passed over in silence.
import type { DescribeAlarmsCommandInput, DescribeAlarmsOutput, MetricAlarm } from '@aws-sdk/client-cloudwatch'
import { refuse } from '../not-simulated.ts'
import { page, pageLimit } from '../pages.ts'
import { AwsError, type Operation } from '../service.ts'
import { onAlarm } from './needs.ts'
import { invalid } from './refusals.ts'
import type { Alarm, State } from './state.ts'

/** Asked of IAM for `alarm:*`, whichever names are given: no policy can narrow it to some alarms. */
export function describeAlarms(state: State): Operation<DescribeAlarmsCommandInput, DescribeAlarmsOutput> {
  return {
    needs: () => [onAlarm(state, 'DescribeAlarms', '*')],
    run: input => {
      refuse('cloudwatch:DescribeAlarms', input, ['ChildrenOfAlarmName', 'ParentsOfAlarmName'])
      if (input.AlarmNames !== undefined && input.AlarmNamePrefix !== undefined)
        throw invalid('AlarmNames and AlarmNamePrefix exclude each other.')
      const { MaxRecords: most } = input
      if (most !== undefined && (most < 1 || most > 100)) throw invalid('MaxRecords is 1 to 100.')
      const { items, next } = page({
        items: input.AlarmTypes && !input.AlarmTypes.includes('MetricAlarm') ? [] : chosen(state, input),
        key: ({ name }) => name,
        limit: pageLimit(most ?? 50, 100, state.options.pageSize),
        token: input.NextToken,
        invalidToken: () => new AwsError('InvalidNextToken', 'The token is not one of ours.'),
      })
      return { MetricAlarms: items.map(alarmView), CompositeAlarms: [], ...(next && { NextToken: next }) }
    },
  }
}

function chosen(state: State, input: DescribeAlarmsCommandInput): readonly Alarm[] {
  const { AlarmNames: names, AlarmNamePrefix: prefix = '', StateValue: value, ActionPrefix: action } = input
  const all = [...state.alarms.values()].sort((one, other) => (one.name < other.name ? -1 : 1))
  return all.filter(
    alarm =>
      (names === undefined || names.includes(alarm.name)) &&
      alarm.name.startsWith(prefix) &&
      (value === undefined || alarm.status.value === value) &&
      (action === undefined ||
        Object.values(alarm.actions)
          .flat()
          .some(each => each.startsWith(action))),
  )
}

function alarmView({ settings, status, actions, shown, ...alarm }: Alarm): MetricAlarm {
  const { metric } = settings
  return {
    AlarmName: alarm.name,
    AlarmArn: alarm.arn,
    AlarmDescription: alarm.description,
    AlarmConfigurationUpdatedTimestamp: new Date(alarm.configuredAt),
    ActionsEnabled: alarm.actionsEnabled,
    OKActions: [...actions.OK],
    AlarmActions: [...actions.ALARM],
    InsufficientDataActions: [...actions.INSUFFICIENT_DATA],
    StateValue: status.value,
    StateReason: status.reason,
    StateReasonData: status.reasonData,
    StateUpdatedTimestamp: new Date(status.updatedAt),
    StateTransitionedTimestamp: new Date(status.transitionedAt),
    MetricName: metric.name,
    Namespace: metric.namespace,
    Dimensions: [...metric.dimensions],
    Statistic: settings.statistic,
    Period: settings.period,
    Unit: settings.unit,
    EvaluationPeriods: settings.evaluationPeriods,
    DatapointsToAlarm: shown.datapointsToAlarm,
    Threshold: settings.threshold,
    ComparisonOperator: settings.comparison,
    TreatMissingData: shown.missingData,
  }
}
