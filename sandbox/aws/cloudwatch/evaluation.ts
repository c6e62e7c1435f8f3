// Alarms look at their metric once a minute (every ten seconds below that period) and change state when it tells them to.
import type { ComparisonOperator, StateValue } from '@aws-sdk/client-cloudwatch'
import { statisticOf } from './metrics.ts'
import { evaluationRange, type Judgement, judge, type Points } from './missing-data.ts'
import type { Alarm, AlarmSettings, AlarmStatus, State } from './state.ts'

const SECOND = 1000

interface Point {
  /** Milliseconds since the epoch. */
  readonly from: number
  readonly value: number | undefined
}

/** The newest whole periods, oldest first; they end with the minute (or ten seconds) that has ended last. */
export function pointsOf({ metrics, surroundings: { clock } }: State, settings: AlarmSettings): readonly Point[] {
  const now = clock.now()
  const grain = everySeconds(settings) * SECOND
  const end = Math.floor(now / grain) * grain
  const length = settings.period * SECOND
  return Array.from({ length: evaluationRange(settings) }, (_, index, last = evaluationRange(settings) - 1) => {
    const from = end - (last - index + 1) * length
    const window = { from, until: from + length, seenAt: now, unit: settings.unit }
    const summary = metrics.summary(settings.metric, window)
    return { from, value: summary && statisticOf(summary, settings.statistic) }
  })
}

export function judged(points: readonly Point[], settings: AlarmSettings): Judgement {
  const { comparison, threshold } = settings
  const seen: Points = points.map(({ value }) =>
    value === undefined ? undefined : breaches(value, comparison, threshold) ? 'breaching' : 'within',
  )
  return judge(seen, settings)
}

function breaches(value: number, comparison: ComparisonOperator, threshold: number): boolean {
  switch (comparison) {
    case 'GreaterThanThreshold':
      return value > threshold
    case 'GreaterThanOrEqualToThreshold':
      return value >= threshold
    case 'LessThanThreshold':
      return value < threshold
    case 'LessThanOrEqualToThreshold':
      return value <= threshold
    default:
      throw new Error(`the comparison ${comparison} is not simulated`)
  }
}

/** Begins to look, at a second of the minute that is the alarm's own, until the alarm is deleted or replaced. */
export function watch(state: State, alarm: Alarm): void {
  const { clock, chance, region } = state.surroundings
  const every = everySeconds(alarm.settings) * SECOND
  const offset = chance.of('cloudwatch', region, 'evaluation', alarm.name) * every
  const look = (at: number) => {
    if (state.stopped || state.alarms.get(alarm.name) !== alarm) return
    if (!state.options.dark?.()) evaluate(state, alarm)
    clock.quietly(at + every, () => look(at + every))
  }
  const first = Math.floor((clock.now() - offset) / every + 1) * every + offset
  clock.quietly(first, () => look(first))
}

function everySeconds({ period }: AlarmSettings): number {
  return period < 60 ? 10 : 60
}

function evaluate(state: State, alarm: Alarm): void {
  const points = pointsOf(state, alarm.settings)
  const value = judged(points, alarm.settings)
  if (value === 'retain' || value === alarm.status.value) return
  const { period, statistic, threshold } = alarm.settings
  const known = points.filter(point => point.value !== undefined)
  const reasonData = JSON.stringify({
    version: '1.0',
    queryDate: amazonTime(state.surroundings.clock.now()),
    statistic,
    period,
    recentDatapoints: known.map(point => point.value),
    threshold,
    evaluatedDatapoints: known.map(point => ({ timestamp: amazonTime(point.from), value: point.value })).reverse(),
  })
  change(state, alarm, { value, reason: reasonOf(value, points, alarm.settings), reasonData })
}

function reasonOf(value: StateValue, points: readonly Point[], settings: AlarmSettings): string {
  const known = points.flatMap(point => (point.value === undefined ? [] : [point.value]))
  if (known.length === 0) return `No data points within ${points.length} periods of ${settings.period} s`
  const side = value === 'ALARM' ? 'on the wrong side of' : 'not, or not often enough, on the wrong side of'
  return `Data points ${known.join(', ')}: ${side} the threshold ${settings.threshold} (${settings.comparison})`
}

/** Times in the reasons of alarms and in their events: `2026-11-22T10:00:00.000+0000`. */
export function amazonTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('Z', '+0000')
}

type NewStatus = Pick<AlarmStatus, 'value' | 'reason' | 'reasonData'>

/** Tells listeners when the state is another one; who listens is told in a moment of its own. */
export function change(state: State, alarm: Alarm, { value, reason, reasonData }: NewStatus): void {
  const { clock, lifecycle } = state.surroundings
  const [previous, now] = [alarm.status, clock.now()]
  const same = previous.value === value
  alarm.status = { value, reason, reasonData, updatedAt: now, transitionedAt: same ? previous.transitionedAt : now }
  if (same) return
  const actions = alarm.actionsEnabled ? alarm.actions[value] : []
  const told = { alarm, previous, current: alarm.status, actions }
  clock.after(0, () => {
    for (const listener of [...state.listeners]) listener(told)
    lifecycle.changed()
  })
}
