// CloudWatch with one metric and the alarm that watches it, for its tests.
import type * as sdk from '@aws-sdk/client-cloudwatch'
import { CloudWatch } from '../../../sandbox/aws/cloudwatch/index.ts'
import { ask, minute, surroundings } from './calling.ts'

export const metric = { Namespace: 'Muster', MetricName: 'SendTrafficAway' }
export const flag: sdk.PutMetricAlarmCommandInput = {
  ...{ AlarmName: 'traffic-away', ...metric, Statistic: 'Maximum', Period: 60, EvaluationPeriods: 1 },
  ...{ Threshold: 1, ComparisonOperator: 'GreaterThanOrEqualToThreshold' },
}

export function world(options = {}) {
  const around = surroundings()
  const cloudWatch = new CloudWatch(around, options)
  const { service } = cloudWatch
  const put = (Value: number, more: object = {}) =>
    ask(service, 'PutMetricData', {
      Namespace: metric.Namespace,
      MetricData: [{ MetricName: metric.MetricName, Value, ...more }],
    })
  const state = () => cloudWatch.alarm('traffic-away')?.status.value
  const pass = (minutes: number) => around.clock.run(around.clock.now() + minutes * minute)
  return { ...around, cloudWatch, service, put, state, pass }
}
