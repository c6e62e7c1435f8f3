// cloudwatch:GetMetricData: data points of several metrics, newest first unless asked otherwise, in pages.
import type {
  GetMetricDataCommandInput,
  GetMetricDataOutput,
  MetricDataQuery,
  MetricDataResult,
  Statistic,
} from '@aws-sdk/client-cloudwatch'
import { notSimulated, refuse } from '../not-simulated.ts'
import { page } from '../pages.ts'
import { AwsError, type Operation } from '../service.ts'
import { metricName } from './metric-name.ts'
import { statisticOf } from './metrics.ts'
import { onMetrics } from './needs.ts'
import { periodsBetween } from './periods.ts'
import { invalidValue } from './refusals.ts'
import type { State } from './state.ts'

const simulated: readonly string[] = ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum']
/** Data points of all queries together (API reference, MaxDatapoints). */
const most = 100_800

interface Point {
  readonly query: MetricDataQuery
  readonly at: number
  readonly value: number
}

/** Every query is answered on every page, be it with no data points; PartialData where more are to come. */
export function getMetricData(state: State): Operation<GetMetricDataCommandInput, GetMetricDataOutput> {
  return {
    needs: () => onMetrics('GetMetricData'),
    run: input => {
      refuse('cloudwatch:GetMetricData', input, ['LabelOptions'])
      const queries = input.MetricDataQueries ?? []
      if (queries.length === 0 || queries.length > 500) throw invalidValue('A call has 1 to 500 queries.')
      if (new Set(queries.map(each => each.Id)).size < queries.length) throw invalidValue('Two queries have one Id.')
      const all = queries.flatMap(query => pointsOf(state, query, input))
      const { items, next } = page({
        items: all,
        key: ({ query, at }) => `${query.Id} ${at}`,
        limit: Math.min(input.MaxDatapoints ?? most, most, state.options.pageSize ?? most),
        token: input.NextToken,
        invalidToken: () => new AwsError('InvalidNextToken', 'The token is not one of ours.'),
      })
      const last = items.at(-1)?.query
      const open = next === undefined ? queries.length : queries.indexOf(last ?? queries[0]!)
      const results = queries.map((query, index) => resultOf(query, items, index < open))
      return { MetricDataResults: results, Messages: [], ...(next && { NextToken: next }) }
    },
  }
}

function pointsOf(state: State, query: MetricDataQuery, input: GetMetricDataCommandInput): readonly Point[] {
  refuse('cloudwatch:GetMetricData', query, ['Expression', 'AccountId'])
  if (query.ReturnData === false) throw notSimulated('cloudwatch:GetMetricData ReturnData')
  const { Metric: metric, Period: period = 0, Stat: statistic = '', Unit: unit } = query.MetricStat ?? {}
  if (!/^[a-z]\w*$/.test(query.Id ?? '')) throw invalidValue('An Id begins with a small letter.')
  if (!simulated.includes(statistic)) throw notSimulated(`cloudwatch:GetMetricData Stat ${statistic}`)
  const name = metricName(metric?.Namespace ?? '', metric?.MetricName, metric?.Dimensions)
  const seenAt = state.surroundings.clock.now()
  const points = periodsBetween({ start: input.StartTime, end: input.EndTime, period }).flatMap(at => {
    const summary = state.metrics.summary(name, { from: at, until: at + period * 1000, seenAt, unit })
    return summary ? [{ query, at, value: statisticOf(summary, statistic as Statistic) }] : []
  })
  return input.ScanBy === 'TimestampAscending' ? points : points.reverse()
}

function resultOf(query: MetricDataQuery, points: readonly Point[], complete: boolean): MetricDataResult {
  const own = points.filter(point => point.query === query)
  return {
    Id: query.Id,
    Label: query.Label ?? query.MetricStat?.Metric?.MetricName,
    Timestamps: own.map(({ at }) => new Date(at)),
    Values: own.map(({ value }) => value),
    StatusCode: complete ? 'Complete' : 'PartialData',
  }
}
