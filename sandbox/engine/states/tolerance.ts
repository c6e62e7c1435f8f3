// How many items of a distributed Map may fail: ToleratedFailureCount and ToleratedFailurePercentage.
import { has, refuse, type Source, whole } from '../definition/source.ts'
import { after, type Eventually } from '../eventually.ts'
import { isObject, type Json } from '../json.ts'
import { COUNT, NUMBER, setting } from '../jsonata/setting.ts'
import { reference } from '../jsonpath/template.ts'
import { runtimeError, type Visit } from '../visit.ts'

export type ReadTolerance = (visit: Visit) => Eventually<number | undefined>

export interface Tolerances {
  readonly count: ReadTolerance
  readonly percentage: ReadTolerance
}

export interface Tolerance {
  /** Undefined when the definition says nothing: then none may fail. */
  readonly count: number | undefined
  readonly percentage: number | undefined
}

export function tolerancesOf(source: Source): Tolerances {
  return { count: countOf(source), percentage: percentageOf(source) }
}

/** Whether that many failures of so many items are too many; of two limits either may be passed. */
export function exceeds({ count, percentage }: Tolerance, failed: number, items: number): boolean {
  if (count === undefined && percentage === undefined) return failed > 0
  return failed > (count ?? items) || (100 * failed) / items > (percentage ?? 100)
}

function countOf(source: Source): ReadTolerance {
  if (source.language === 'JSONata') return evaluated(source, 'ToleratedFailureCount', COUNT)
  const literal = whole(source, 'ToleratedFailureCount')
  const isCount = (value: Json): value is number => Number.isInteger(value)
  return either(source, { field: 'ToleratedFailureCount', literal, kind: 'integer', is: isCount }, (visit, count) => {
    if (count < 0) throw runtimeError(visit, 'ToleratedFailureCount cannot be negative.')
  })
}

function percentageOf(source: Source): ReadTolerance {
  if (source.language === 'JSONata') return evaluated(source, 'ToleratedFailurePercentage', NUMBER)
  const field = 'ToleratedFailurePercentage'
  const written = source.fields[field]
  const inRange = (value: number) => value >= 0 && value <= 100
  const literal = typeof written === 'number' && inRange(written) ? written : undefined
  if (written !== undefined && literal === undefined) refuse(source, field, 'must be a number between 0 and 100')
  const isNumber = (value: Json): value is number => typeof value === 'number'
  return either(source, { field, literal, kind: 'float', is: isNumber }, (visit, percentage) => {
    if (!inRange(percentage)) throw runtimeError(visit, `${field} must be between 0 and 100.`)
  })
}

function evaluated(source: Source, field: string, kind: typeof COUNT): ReadTolerance {
  const value = setting(source, field, kind)
  return visit => value && after(value(visit), found => found as number)
}

interface Written {
  readonly field: string
  readonly literal: number | undefined
  readonly kind: 'integer' | 'float'
  readonly is: (value: Json) => value is number
}

/** The literal, or what the path of the same name leads to, in AWS's words when it is no such number (recorded). */
function either(
  source: Source,
  { field, literal, kind, is }: Written,
  check: (visit: Visit, value: number) => void,
): ReadTolerance {
  if (!has(source, `${field}Path`)) return () => literal
  const path = String(source.fields[`${field}Path`])
  const found = reference(source, `${field}Path`, path)
  return visit => {
    const value = found(visit, visit.input)
    if (is(value)) {
      check(visit, value)
      return value
    }
    const told = isObject(value) || Array.isArray(value) ? JSON.stringify(value) : String(value)
    throw runtimeError(visit, `The ${field}Path field refers to value "${told}" which is not a valid ${kind}: ${path}`)
  }
}
