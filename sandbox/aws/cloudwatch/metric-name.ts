// The name of a series as callers give it, checked.
import type { Dimension } from '@aws-sdk/client-cloudwatch'
import { invalidValue } from './refusals.ts'
import type { MetricName } from './state.ts'

/** @throws InvalidParameterValueException for more than 30 dimensions, or one named twice (API reference, MetricDatum) */
export function metricName(
  namespace: string,
  name: string | undefined,
  dimensions: readonly Dimension[] | undefined = [],
): MetricName {
  if (namespace === '' || namespace.length > 255) throw invalidValue('Namespace has 1 to 255 characters.')
  if (!name || name.length > 255) throw invalidValue('MetricName has 1 to 255 characters.')
  if (dimensions.length > 30) throw invalidValue('A metric has at most 30 dimensions.')
  if (new Set(dimensions.map(each => each.Name)).size < dimensions.length)
    throw invalidValue('A dimension stands twice.')
  return { namespace, name, dimensions: dimensions.map(({ Name, Value }) => ({ Name, Value })) }
}
