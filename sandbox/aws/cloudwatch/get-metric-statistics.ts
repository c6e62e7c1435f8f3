// cloudwatch:GetMetricStatistics: up to 1,440 data points of one metric, in no particular order.
import type { Datapoint, GetMetricStatisticsCommandInput, GetMetricStatisticsOutput } from '@aws-sdk/client-cloudwatch'
import { refuse } from '../not-simulated.ts'
import type { Operation } from '../service.ts'
import { metricName } from './metric-name.ts'
import { statisticOf } from './metrics.ts'
import { onMetrics } from './needs.ts'
import { periodsBetween } from './periods.ts'
import { invalidCombination, invalidValue, missing } from './refusals.ts'
import type { State } from './state.ts'

export function getMetricStatistics(
  state: State,
): Operation<GetMetricStatisticsCommandInput, GetMetricStatisticsOutput> {
  return {
    needs: () => onMetrics('GetMetricStatistics'),
    run: input => {
      refuse('cloudwatch:GetMetricStatistics', input, ['ExtendedStatistics'])
      const { Period: period = 0, Statistics: statistics = [] } = input
      if (statistics.length === 0) throw missing('Statistics or ExtendedStatistics must be given.')
      const periods = periodsBetween({ start: input.StartTime, end: input.EndTime, period })
      if (periods.length > 1440)
        throw invalidCombination(`${periods.length} data points are more than the 1,440 that one call gives.`)
      if (statistics.length > 5) throw invalidValue('At most five statistics.')
      const points = datapoints(state, input, periods)
      const { chance, clock } = state.surroundings
      // AWS does not sort them. Whoever takes the first for the oldest shall notice.
      const order = (point: Datapoint) => chance.of('cloudwatch', 'order', clock.now(), point.Timestamp?.getTime() ?? 0)
      return { Label: input.MetricName, Datapoints: points.sort((one, other) => order(one) - order(other)) }
    },
  }
}

function datapoints(state: State, input: GetMetricStatisticsCommandInput, periods: readonly number[]): Datapoint[] {
  const name = metricName(input.Namespace ?? '', input.MetricName, input.Dimensions)
  const length = (input.Period ?? 0) * 1000
  const seenAt = state.surroundings.clock.now()
  return periods.flatMap(from => {
    const summary = state.metrics.summary(name, { from, until: from + length, seenAt, unit: input.Unit })
    if (!summary) return []
    const values = (input.Statistics ?? []).map(each => [each, statisticOf(summary, each)] as const)
    return [{ Timestamp: new Date(from), Unit: summary.unit, ...Object.fromEntries(values) }]
  })
}
