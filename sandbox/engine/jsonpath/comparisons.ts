// Comparison operators of JSONPath choice rules. A value of the wrong type makes a comparison false (recorded on AWS).
import type { Json } from '../json.ts'
import { instantOf } from './instant.ts'

type Ordered = string | number
/** What a value means to a family of operators; undefined for a value of another type. */
type Reading = (value: Json) => Ordered | boolean | undefined

const FAMILIES: Readonly<Record<string, Reading>> = {
  String: value => (typeof value === 'string' ? value : undefined),
  Numeric: value => (typeof value === 'number' ? value : undefined),
  Boolean: value => (typeof value === 'boolean' ? value : undefined),
  Timestamp: value => instantOf(value),
}

const ORDERS: Readonly<Record<string, (a: Ordered, b: Ordered) => boolean>> = {
  Equals: (a, b) => a === b,
  LessThan: (a, b) => a < b,
  LessThanEquals: (a, b) => a <= b,
  GreaterThan: (a, b) => a > b,
  GreaterThanEquals: (a, b) => a >= b,
}

export type Comparison = (value: Json, wanted: Json) => boolean

const OPERATOR = /^(String|Numeric|Boolean|Timestamp)(Equals|LessThan|LessThanEquals|GreaterThan|GreaterThanEquals)$/

/** Undefined for a name that is no operator. `Path` at its end is the caller's to take off. */
export function comparison(operator: string): Comparison | undefined {
  if (operator === 'StringMatches') return stringMatches
  const [, family = '', order = ''] = OPERATOR.exec(operator) ?? []
  const reading = FAMILIES[family]
  const judge = ORDERS[order]
  if (reading === undefined || judge === undefined || (family === 'Boolean' && order !== 'Equals')) return undefined
  return (value, wanted) => {
    const [a, b] = [reading(value), reading(wanted)]
    return a !== undefined && b !== undefined && judge(a as Ordered, b as Ordered)
  }
}

/** `*` stands for any characters, `\\*` for itself. */
function stringMatches(value: Json, wanted: Json): boolean {
  if (typeof value !== 'string' || typeof wanted !== 'string') return false
  const pattern = wanted.replace(/\\([\s\S])|\*|[\s\S]/g, (found, escaped: string | undefined) => {
    if (escaped !== undefined) return literally(escaped)
    return found === '*' ? '[\\s\\S]*' : literally(found)
  })
  return new RegExp(`^${pattern}$`, 'u').test(value)
}

function literally(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&')
}

/** Tests of type; each may be asked for true or for false. IsPresent is the caller's. */
export const TYPE_TESTS: Readonly<Record<string, (value: Json) => boolean>> = {
  IsNull: value => value === null,
  IsNumeric: value => typeof value === 'number',
  IsString: value => typeof value === 'string',
  IsBoolean: value => typeof value === 'boolean',
  IsTimestamp: value => instantOf(value) !== undefined,
}
