// cloudwatch:PutMetricData: accepted at once, seen by statistics and alarms some seconds later.
import type { MetricDatum, PutMetricDataCommandInput, StandardUnit } from '@aws-sdk/client-cloudwatch'
import { refuse } from '../not-simulated.ts'
import type { Operation } from '../service.ts'
import { metricName } from './metric-name.ts'
import type { Sample, Summary } from './metrics.ts'
import { onMetrics } from './needs.ts'
import { invalidCombination, invalidValue, missing } from './refusals.ts'
import type { State } from './state.ts'

const DAY = 86_400_000
/** Beyond these, CloudWatch rejects a value (API reference, MetricDatum). */
const largest = 2 ** 360

export function putMetricData(state: State): Operation<PutMetricDataCommandInput, void> {
  return {
    needs: ({ Namespace }) => onMetrics('PutMetricData', { 'cloudwatch:namespace': Namespace ?? '' }),
    run: input => {
      refuse('cloudwatch:PutMetricData', input, ['EntityMetricData', 'StrictEntityValidation'])
      const namespace = input.Namespace ?? ''
      if (namespace.startsWith('AWS/')) throw invalidValue('The namespaces that begin with AWS/ are AWS’s own.')
      const data = input.MetricData ?? []
      if (data.length === 0) throw missing('MetricData is empty.')
      if (data.length > 1000) throw invalidValue('A call carries at most 1,000 metrics.')
      const { clock, lifecycle } = state.surroundings
      const seconds = lifecycle.draw('cloudwatch.metric.visible', namespace)
      // The whole call is looked at before any of it counts.
      const checked = data.map(datum => sampleOf(datum, clock.now(), clock.now() + seconds * 1000))
      data.forEach((datum, index) => {
        state.metrics.add(metricName(namespace, datum.MetricName, datum.Dimensions), checked[index]!)
      })
    },
  }
}

/** @throws InvalidParameterValueException, InvalidParameterCombinationException, MissingRequiredParameterException */
function sampleOf(datum: MetricDatum, now: number, visibleAt: number): Sample {
  const resolution = datum.StorageResolution ?? 60
  if (resolution !== 1 && resolution !== 60) throw invalidValue('StorageResolution is 1 or 60.')
  const given = datum.Timestamp?.getTime() ?? now
  if (given < now - 14 * DAY || given > now + DAY / 12)
    throw invalidValue('A timestamp may lie two weeks in the past and two hours in the future.')
  const unit: StandardUnit = datum.Unit ?? 'None'
  const at = Math.floor(given / (resolution * 1000)) * resolution * 1000
  return { at, visibleAt, ...summaryOf(datum), unit }
}

function summaryOf(datum: MetricDatum): Omit<Summary, 'unit'> {
  const { Value: value, Values: values, Counts: counts, StatisticValues: statistics } = datum
  const forms = [value, values, statistics].filter(form => form !== undefined)
  if (forms.length > 1) throw invalidCombination('Value, Values and StatisticValues exclude each other.')
  if (forms.length === 0) throw missing(`No value for ${datum.MetricName}.`)
  if (statistics) {
    const { SampleCount: count = 0, Sum: sum = 0, Minimum: minimum = 0, Maximum: maximum = 0 } = statistics
    if (!(count > 0) || minimum > maximum) throw invalidValue('These StatisticValues contradict themselves.')
    return checked({ count, sum, minimum, maximum })
  }
  const list = values ?? [value ?? Number.NaN]
  const weights = counts ?? list.map(() => 1)
  if (list.length > 150) throw invalidValue('At most 150 Values.')
  if (list.length !== weights.length) throw invalidCombination('As many Counts as Values.')
  return checked({
    count: weights.reduce((sum, each) => sum + each, 0),
    sum: list.reduce((sum, each, index) => sum + each * (weights[index] ?? 0), 0),
    minimum: Math.min(...list),
    maximum: Math.max(...list),
  })
}

/** NaN and the infinities are refused too. */
function checked(summary: Omit<Summary, 'unit'>): Omit<Summary, 'unit'> {
  if (Object.values(summary).some(each => !(Math.abs(each) <= largest)))
    throw invalidValue('A value is not a number, or lies beyond 2^360.')
  return summary
}
