// The periods that a span of time is divided into, for statistics of metrics.
import { invalidCombination, invalidValue } from './refusals.ts'

export interface Span {
  readonly start: Date | undefined
  readonly end: Date | undefined
  /** Seconds. */
  readonly period: number
}

/**
 * Beginnings of the periods, oldest first. The start is cut down to a whole period; the end is not included.
 * @throws InvalidParameterValueException for a period that is neither 1, 5, 10, 20, 30 nor a multiple of 60;
 *   InvalidParameterCombinationException for a span that ends before it begins
 */
export function periodsBetween({ start, end, period }: Span): readonly number[] {
  if (![1, 5, 10, 20, 30].includes(period) && (period < 60 || period % 60 !== 0))
    throw invalidValue('Period is 1, 5, 10, 20, 30 or a multiple of 60 seconds.')
  const [from, until] = [start?.getTime() ?? 0, end?.getTime() ?? 0]
  if (from >= until) throw invalidCombination('StartTime must lie before EndTime.')
  const length = period * 1000
  const first = Math.floor(from / length) * length
  return Array.from({ length: Math.ceil((until - first) / length) }, (_, index) => first + index * length)
}
