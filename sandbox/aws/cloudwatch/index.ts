// The simulated Amazon CloudWatch of one region: metrics that are published, alarms that watch them on virtual time.
import * as sdk from '@aws-sdk/client-cloudwatch'
import type { Requirement, Service, Surroundings } from '../service.ts'
import { deleteAlarms, listTagsForResource, nameIn, setAlarmState, switchAlarmActions } from './alarm-operations.ts'
import { describeAlarms } from './describe-alarms.ts'
import { judged, pointsOf } from './evaluation.ts'
import { getMetricData } from './get-metric-data.ts'
import { getMetricStatistics } from './get-metric-statistics.ts'
import { listMetrics } from './list-metrics.ts'
import { Metrics } from './metrics.ts'
import { putMetricAlarm } from './put-metric-alarm.ts'
import { putMetricData } from './put-metric-data.ts'
import type { Alarm, AlarmSettings, MetricName, Options, State, StateListener } from './state.ts'

/** What the rest of a world may know of an alarm without asking the API. */
export type AlarmFacts = Readonly<Pick<Alarm, 'name' | 'arn' | 'settings' | 'status' | 'actions' | 'tags'>>

export class CloudWatch {
  readonly service: Service
  readonly #state: State

  constructor(surroundings: Surroundings, options: Options = {}) {
    const state: State = {
      ...{ surroundings, options, metrics: new Metrics(), alarms: new Map(), listeners: new Set(), stopped: false },
    }
    this.#state = state
    this.service = { signingName: 'monitoring', sdk, operations: operationsOf(state) }
  }

  /** A number that AWS itself publishes; namespaces of AWS are allowed, and it is seen at once. */
  record(metric: MetricName, value: number, unit: sdk.StandardUnit = 'None'): void {
    const now = this.#state.surroundings.clock.now()
    const at = Math.floor(now / 60_000) * 60_000
    this.#state.metrics.add(metric, { at, visibleAt: now, unit, count: 1, sum: value, minimum: value, maximum: value })
  }

  /** An alarm made before the rehearsal begins: PutMetricAlarm without asking IAM. Returns its ARN. */
  seed(input: sdk.PutMetricAlarmCommandInput): string {
    const { region, accountId } = this.#state.surroundings
    const call = { region, caller: { roleArn: '', accountId }, requestId: '', operation: 'cloudwatch:PutMetricAlarm' }
    putMetricAlarm(this.#state).run(input, call)
    return this.alarm(input.AlarmName ?? '')?.arn ?? ''
  }

  alarm(name: string): AlarmFacts | undefined {
    return this.#state.alarms.get(name)
  }

  /**
   * What the metric alone says of an alarm with these settings, now: for Route 53, which reads an alarm's data and never
   * its state, and knows no treatment of missing data but its own.
   */
  reading(settings: AlarmSettings): 'OK' | 'ALARM' | 'INSUFFICIENT_DATA' {
    const own = { ...settings, missingData: 'missing' } as const
    const value = judged(pointsOf(this.#state, own), own)
    return value === 'retain' ? 'INSUFFICIENT_DATA' : value
  }

  /** Called after each change of an alarm's state. Returns how to stop listening. */
  onStateChange(listener: StateListener): () => void {
    this.#state.listeners.add(listener)
    return () => this.#state.listeners.delete(listener)
  }

  /** Ends all evaluation: nothing more is put on the clock. */
  stop(): void {
    this.#state.stopped = true
  }

  contextOf(arn: string): Requirement['context'] {
    const alarm = this.#state.alarms.get(nameIn(arn))
    if (alarm?.arn !== arn) return undefined
    return Object.fromEntries(alarm.tags.map(({ Key, Value }) => [`aws:ResourceTag/${Key}`, Value ?? '']))
  }
}

function operationsOf(state: State): Service['operations'] {
  return {
    PutMetricData: putMetricData(state),
    ListMetrics: listMetrics(state),
    GetMetricStatistics: getMetricStatistics(state),
    GetMetricData: getMetricData(state),
    PutMetricAlarm: putMetricAlarm(state),
    DescribeAlarms: describeAlarms(state),
    SetAlarmState: setAlarmState(state),
    DeleteAlarms: deleteAlarms(state),
    EnableAlarmActions: switchAlarmActions(state, true),
    DisableAlarmActions: switchAlarmActions(state, false),
    ListTagsForResource: listTagsForResource(state),
  }
}

export { type AlarmEvent, alarmEvent } from './event.ts'
export type { Alarm, AlarmSettings, AlarmStatus, MetricName, StateChange } from './state.ts'
