// What EventBridge is told when an alarm changes its state: `CloudWatch Alarm State Change` (aws-behaviour 1.9).
import { amazonTime } from './evaluation.ts'
import type { AlarmStatus, StateChange } from './state.ts'

export interface AlarmEvent {
  readonly source: 'aws.cloudwatch'
  readonly 'detail-type': 'CloudWatch Alarm State Change'
  readonly resources: readonly [string]
  readonly detail: Readonly<Record<string, unknown>>
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html */
export function alarmEvent({ alarm, previous, current }: StateChange): AlarmEvent {
  const { metric, statistic, period } = alarm.settings
  const dimensions = Object.fromEntries(metric.dimensions.map(({ Name = '', Value }) => [Name, Value]))
  const watched = {
    id: 'm1',
    metricStat: { metric: { namespace: metric.namespace, name: metric.name, dimensions }, period, stat: statistic },
    returnData: true,
  }
  return {
    source: 'aws.cloudwatch',
    'detail-type': 'CloudWatch Alarm State Change',
    resources: [alarm.arn],
    detail: {
      alarmName: alarm.name,
      state: told(current),
      previousState: told(previous),
      configuration: { ...(alarm.description && { description: alarm.description }), metrics: [watched] },
    },
  }
}

function told({ value, reason, reasonData, updatedAt }: AlarmStatus): object {
  return { value, reason, ...(reasonData && { reasonData }), timestamp: amazonTime(updatedAt) }
}
