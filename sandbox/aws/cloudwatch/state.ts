// What simulated CloudWatch knows in one region: metrics, and alarms that watch them.
import type {
  ComparisonOperator,
  Dimension,
  StandardUnit,
  StateValue,
  Statistic,
  Tag,
} from '@aws-sdk/client-cloudwatch'
import type { Surroundings } from '../service.ts'
import type { Metrics } from './metrics.ts'

/** Names one series of numbers: all three parts, and every dimension, must be the same. */
export interface MetricName {
  readonly namespace: string
  readonly name: string
  readonly dimensions: readonly Dimension[]
}

export type MissingData = 'missing' | 'ignore' | 'breaching' | 'notBreaching'

/** By what an alarm, or a Route 53 health check that copied them, is judged. */
export interface AlarmSettings {
  readonly metric: MetricName
  readonly statistic: Statistic
  readonly unit: StandardUnit | undefined
  /** Seconds. */
  readonly period: number
  readonly evaluationPeriods: number
  readonly datapointsToAlarm: number
  readonly threshold: number
  readonly comparison: ComparisonOperator
  readonly missingData: MissingData
}

export interface AlarmStatus {
  readonly value: StateValue
  readonly reason: string
  /** JSON. */
  readonly reasonData: string | undefined
  /** Milliseconds since the epoch. */
  readonly updatedAt: number
  readonly transitionedAt: number
}

export interface Alarm {
  readonly name: string
  readonly arn: string
  readonly description: string | undefined
  readonly settings: AlarmSettings
  /** What the caller sent, shown as it was: an absent member stays absent. */
  readonly shown: { readonly datapointsToAlarm: number | undefined; readonly missingData: string | undefined }
  actionsEnabled: boolean
  readonly actions: Readonly<Record<StateValue, readonly string[]>>
  readonly configuredAt: number
  status: AlarmStatus
  tags: readonly Tag[]
}

/** An alarm has changed its state, whether by its metric or by SetAlarmState. */
export interface StateChange {
  readonly alarm: Alarm
  readonly previous: AlarmStatus
  readonly current: AlarmStatus
  /** ARNs that this state calls upon; none while actions are disabled. */
  readonly actions: readonly string[]
}

export type StateListener = (change: StateChange) => void

export interface Options {
  /** Is the region gone? Then no alarm is evaluated. Never, when absent. */
  readonly dark?: () => boolean
  /** Most items on a page of any list; each operation's own maximum when absent. */
  readonly pageSize?: number
}

export interface State {
  readonly surroundings: Surroundings
  readonly options: Options
  readonly metrics: Metrics
  /** By name, in the order of their making. */
  readonly alarms: Map<string, Alarm>
  readonly listeners: Set<StateListener>
  /** Once true, no alarm is evaluated any more: the rehearsal has ended. */
  stopped: boolean
}

export function alarmArn({ surroundings: { region, accountId } }: State, name: string): string {
  return `arn:aws:cloudwatch:${region}:${accountId}:alarm:${name}`
}
