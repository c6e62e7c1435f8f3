// The settings of an alarm as callers give them, checked as PutMetricAlarm checks them.
import type { ComparisonOperator, PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch'
import { notSimulated } from '../not-simulated.ts'
import { metricName } from './metric-name.ts'
import { invalid } from './refusals.ts'
import type { AlarmSettings, MissingData } from './state.ts'

const comparisons: readonly ComparisonOperator[] = [
  'GreaterThanThreshold',
  'GreaterThanOrEqualToThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
]
const treatments: readonly MissingData[] = ['missing', 'ignore', 'breaching', 'notBreaching']
const statistics = ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum']
const DAY = 86_400

/** @throws ValidationException */
export function settingsOf(input: PutMetricAlarmCommandInput): AlarmSettings {
  const { Statistic: statistic, Threshold: threshold, EvaluationPeriods: evaluationPeriods = 0, Unit: unit } = input
  const { Namespace: namespace = '', MetricName: name, Dimensions: dimensions } = input
  if (namespace === '' || !name) throw invalid('An alarm on a metric needs Namespace and MetricName.')
  if (!statistic || !statistics.includes(statistic)) throw invalid(`The statistic ${statistic} is unknown.`)
  if (threshold === undefined) throw invalid('An alarm on a metric needs a Threshold.')
  return {
    metric: metricName(namespace, name, dimensions),
    ...{ statistic, unit, threshold, evaluationPeriods },
    period: periodOf(input, evaluationPeriods),
    datapointsToAlarm: datapointsOf(input, evaluationPeriods),
    comparison: comparisonOf(input.ComparisonOperator),
    missingData: treatmentOf(input.TreatMissingData),
  }
}

/** Together at most a day, or a week with periods of an hour and more (API reference, PutMetricAlarm). */
function periodOf({ Period: period = 0 }: PutMetricAlarmCommandInput, evaluationPeriods: number): number {
  const allowed = [10, 20, 30].includes(period) || (period > 0 && period % 60 === 0)
  if (!allowed) throw invalid('Period is 10, 20, 30 or a multiple of 60 seconds.')
  const longest = period >= 3600 ? 7 * DAY : DAY
  if (period * evaluationPeriods > longest) throw invalid(`Periods together last at most ${longest} s.`)
  return period
}

function datapointsOf(input: PutMetricAlarmCommandInput, evaluationPeriods: number): number {
  const datapoints = input.DatapointsToAlarm ?? evaluationPeriods
  if (!Number.isInteger(evaluationPeriods) || evaluationPeriods < 1) throw invalid('EvaluationPeriods is at least 1.')
  if (datapoints < 1 || datapoints > evaluationPeriods)
    throw invalid('DatapointsToAlarm is at least 1, and at most EvaluationPeriods.')
  return datapoints
}

function comparisonOf(given: ComparisonOperator | undefined): ComparisonOperator {
  if (given === undefined) throw invalid('An alarm needs a ComparisonOperator.')
  if (given.startsWith('LessThanLower') || given === 'GreaterThanUpperThreshold')
    throw notSimulated(`cloudwatch:PutMetricAlarm ${given}`)
  if (!comparisons.includes(given)) throw invalid(`The comparison ${given} is unknown.`)
  return given
}

function treatmentOf(given: string | undefined): MissingData {
  const found = treatments.find(each => each === (given ?? 'missing'))
  if (!found) throw invalid(`TreatMissingData ${given} is unknown.`)
  return found
}
