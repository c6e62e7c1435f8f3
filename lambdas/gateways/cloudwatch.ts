// Amazon CloudWatch of the function's own region: numbers that are published, and alarms on them.
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricStatisticsCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch'
import { type Instant, toInstant } from '../../domain/instant.ts'
import type { Environment } from '../environment.ts'
import { clientFor } from './clients.ts'

export interface Metric {
  readonly namespace: string
  readonly metric: string
}

export interface FoundAlarm {
  readonly name: string
  /** `OK`, `ALARM` or `INSUFFICIENT_DATA`. */
  readonly state: string
  readonly since: Instant | null
  readonly reason: string
}

/** Seconds. */
const PERIOD = 60
/** Milliseconds: a minute less than a day, because one answer holds 1,440 numbers at most (API reference). */
const LOOKED_BACK = 1439 * 60_000

export function cloudwatch(environment: Environment) {
  const client = () => clientFor(CloudWatchClient, environment)
  const now = () => environment.clock.now()
  return {
    /** One number, of now. Put again it counts again: it must mean the same however often it is said. */
    async put({ namespace, metric }: Metric, value: number): Promise<void> {
      const MetricData = [{ MetricName: metric, Timestamp: new Date(now()), Value: value }]
      await client().send(new PutMetricDataCommand({ Namespace: namespace, MetricData }))
    },

    /** The minute of the last number within a day; null when there is none. */
    async lastOf({ namespace, metric }: Metric): Promise<Instant | null> {
      const asked = {
        ...{ Namespace: namespace, MetricName: metric, Period: PERIOD, Statistics: ['SampleCount' as const] },
        ...{ StartTime: new Date(now() - LOOKED_BACK), EndTime: new Date(now()) },
      }
      const { Datapoints = [] } = await client().send(new GetMetricStatisticsCommand(asked))
      const times = Datapoints.flatMap(({ Timestamp }) => Timestamp?.getTime() ?? [])
      return times.length === 0 ? null : toInstant(Math.max(...times))
    },

    /** Those of the names that exist. */
    async alarms(names: readonly string[]): Promise<readonly FoundAlarm[]> {
      if (names.length === 0) return []
      const { MetricAlarms = [], CompositeAlarms = [] } = await client().send(
        new DescribeAlarmsCommand({ AlarmNames: [...names], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] }),
      )
      return [...MetricAlarms, ...CompositeAlarms].map(each => ({
        name: each.AlarmName ?? '',
        state: each.StateValue ?? '',
        since: each.StateTransitionedTimestamp ? toInstant(each.StateTransitionedTimestamp.getTime()) : null,
        reason: each.StateReason ?? '',
      }))
    },
  }
}

export type CloudWatch = ReturnType<typeof cloudwatch>
