// Retry: which retrier takes an error, and how long it waits.
import { has, part, refuse, type Source, whole } from './definition/source.ts'
import { matches, type StateError } from './errors.ts'
import { isObject, type JsonObject } from './json.ts'
import type { Visit } from './visit.ts'

export interface Retrier {
  readonly errorEquals: readonly string[]
  /** Defaults (aws-behaviour 5.5): 1 s, 3 attempts, doubled each time, no cap, no jitter. */
  readonly intervalSeconds: number
  readonly maxAttempts: number
  readonly backoffRate: number
  readonly maxDelaySeconds: number
  readonly jitter: boolean
}

const FIELDS = [
  'ErrorEquals',
  'IntervalSeconds',
  'MaxAttempts',
  'BackoffRate',
  'MaxDelaySeconds',
  'JitterStrategy',
  'Comment',
]

export function readRetriers(source: Source): readonly Retrier[] {
  return rules(source, 'Retry').map(rule => ({
    errorEquals: errorEqualsOf(rule.source, rule.last),
    intervalSeconds: whole(rule.source, 'IntervalSeconds', 1) ?? 1,
    maxAttempts: whole(rule.source, 'MaxAttempts', 0) ?? 3,
    backoffRate: backoffRate(rule.source),
    maxDelaySeconds: whole(rule.source, 'MaxDelaySeconds', 1) ?? Number.POSITIVE_INFINITY,
    jitter: jitter(rule.source),
  }))
}

/** The rules of Retry or Catch, each as a source of its own, with its fields checked. */
export function rules(
  source: Source,
  field: 'Retry' | 'Catch',
  fields = FIELDS,
): readonly { source: Source; last: boolean }[] {
  const written = source.fields[field]
  if (written === undefined) return []
  if (!Array.isArray(written) || !written.every(isObject)) {
    refuse(source, field, 'must be an array of objects')
    return []
  }
  return (written as readonly JsonObject[]).map((rule, index) => {
    const own = part(source, `${field}[${index}]`, rule)
    for (const name of Object.keys(rule)) if (!fields.includes(name)) refuse(own, name, `is not a field of ${field}`)
    return { source: own, last: index === written.length - 1 }
  })
}

/** States.ALL must be alone, and in the last rule. */
export function errorEqualsOf(source: Source, last: boolean): readonly string[] {
  const names = source.fields.ErrorEquals
  if (!Array.isArray(names) || names.length === 0 || names.some(each => typeof each !== 'string')) {
    refuse(source, 'ErrorEquals', 'must be a non-empty array of error names')
    return []
  }
  if (names.includes('States.ALL') && (names.length > 1 || !last)) {
    refuse(source, 'ErrorEquals', 'States.ALL must be alone and in the last rule')
  }
  return names as readonly string[]
}

function backoffRate(source: Source): number {
  const rate = source.fields.BackoffRate ?? 2
  if (typeof rate === 'number' && rate >= 1) return rate
  refuse(source, 'BackoffRate', 'must be a number of at least 1')
  return 2
}

function jitter(source: Source): boolean {
  const strategy = source.fields.JitterStrategy
  if (has(source, 'JitterStrategy') && strategy !== 'FULL' && strategy !== 'NONE') {
    refuse(source, 'JitterStrategy', 'must be FULL or NONE')
  }
  return strategy === 'FULL'
}

/**
 * Milliseconds to wait before the next attempt, or undefined when there is none. The first retrier that takes the error
 * decides; each keeps its own count over the visit, and one that is used up leaves the error to Catch.
 */
export function delayOf(
  retriers: readonly Retrier[],
  counts: number[],
  visit: Visit,
  error: StateError,
): number | undefined {
  const index = retriers.findIndex(each => matches(each.errorEquals, error))
  const retrier = retriers[index]
  const used = counts[index] ?? 0
  if (retrier === undefined || used >= retrier.maxAttempts) return undefined
  counts[index] = used + 1
  const grown = retrier.intervalSeconds * retrier.backoffRate ** used
  const seconds = Math.min(grown, retrier.maxDelaySeconds)
  if (!retrier.jitter) return seconds * 1000
  const { execution, around } = visit.branch.running
  return Math.round(around.chance.of('retry-jitter', execution.arn, visit.entered, visit.retries) * seconds * 1000)
}
