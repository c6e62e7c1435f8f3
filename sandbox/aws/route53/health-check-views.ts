// Health checks as answers show them.
import type { CloudWatchAlarmConfiguration, HealthCheck as Shown } from '@aws-sdk/client-route-53'
import type { AlarmSettings } from '../cloudwatch/index.ts'
import type { HealthCheck } from './state.ts'

export function healthCheckView({ id, callerReference, config, version, alarm }: HealthCheck): Shown {
  return {
    Id: id,
    CallerReference: callerReference,
    HealthCheckConfig: config,
    HealthCheckVersion: version,
    ...(alarm && { CloudWatchAlarmConfiguration: alarmView(alarm) }),
  }
}

function alarmView(alarm: AlarmSettings): CloudWatchAlarmConfiguration {
  const { metric } = alarm
  return {
    EvaluationPeriods: alarm.evaluationPeriods,
    Threshold: alarm.threshold,
    ComparisonOperator: alarm.comparison as CloudWatchAlarmConfiguration['ComparisonOperator'],
    Period: alarm.period,
    MetricName: metric.name,
    Namespace: metric.namespace,
    Statistic: alarm.statistic,
    Dimensions: metric.dimensions.map(({ Name, Value }) => ({ Name, Value })),
  }
}
