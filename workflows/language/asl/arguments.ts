// Arguments as they print: platform references become their values, other references become JSONata.
import * as z from 'zod'
import type { Platform } from '../../../domain/platform.ts'
import type { Arrow, Comparison, Condition } from '../nodes.ts'
import { jsonataPath, pathOf, platformValue, references } from '../reference.ts'
import { variableOf } from './context.ts'

export interface Where {
  readonly platform: Platform
  readonly called: ReadonlyMap<string, string>
  /** For messages: the step's title. */
  readonly title: string
}

/** Applies the arrow to `$` and prints what it returns. */
export function printArguments(arrow: Arrow, schema: z.ZodType, where: Where): unknown {
  const printed = printValue(written(arrow), where)
  checkKeys(printed, schema, where.title)
  return printed
}

/** What the arrow returns: literals and references, not printed yet. */
export const written = (arrow: Arrow | Condition): unknown => (arrow as (refs: unknown) => unknown)(references())

export function printValue(value: unknown, where: Where): unknown {
  const reference = pathOf(value)
  if (reference) {
    const [variable = '', ...rest] = reference.path
    if (variable === 'platform') return platformValue(where.platform, rest)
    return `{% ${jsonataPath([variableOf(variable, where), ...rest])} %}`
  }
  if (Array.isArray(value)) return value.map(each => printValue(each, where))
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, printValue(each, where)]))
  }
  if (typeof value === 'string' && value.startsWith('{%')) {
    throw new Error(`"${where.title}": text that begins with "{%" would be read as an expression: ${value}`)
  }
  if (value === undefined) throw new Error(`"${where.title}": an argument is undefined; contracts use null`)
  return value
}

/** Arrow results get no excess-property check from the compiler, so misspelt optional keys are found here. */
function checkKeys(printed: unknown, schema: z.ZodType, title: string): void {
  if (!(schema instanceof z.ZodObject) || typeof printed !== 'object' || printed === null) return
  const known = Object.keys(schema.shape)
  const unknown = Object.keys(printed).filter(key => !known.includes(key))
  if (unknown.length > 0) {
    throw new Error(`"${title}" passes ${unknown.join(', ')}, which its contract does not take (${known.join(', ')})`)
  }
}

/** A condition as JSONata, without the braces. A platform reference is decided here and now. */
export function printCondition(condition: Condition, where: Where): string {
  const { subject, is, to } = written(condition) as Comparison
  const printed = printValue(subject, where)
  const left = typeof printed === 'string' && printed.startsWith('{%') ? printed.slice(3, -3) : JSON.stringify(printed)
  switch (is) {
    case 'equal':
      return `${left} = ${JSON.stringify(to)}`
    case 'not-equal':
      return `${left} != ${JSON.stringify(to)}`
    case 'null':
      return `${left} = null`
    case 'not-null':
      return `${left} != null`
  }
}
