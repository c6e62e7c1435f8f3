// Fields of a JSONata state that must have one type: a number of seconds, a condition, an array of items.

import { has, refuse, type Source } from '../definition/source.ts'
import { after } from '../eventually.ts'
import type { Json } from '../json.ts'
import { wrongType } from './evaluate.ts'
import { template, type Value } from './template.ts'

export interface Kind {
  /** The word for it in error texts. */
  readonly type: string
  readonly is: (value: Json) => boolean
}

export const ARRAY: Kind = { type: 'array', is: Array.isArray }
export const BOOLEAN: Kind = { type: 'boolean', is: value => typeof value === 'boolean' }
export const STRING: Kind = { type: 'string', is: value => typeof value === 'string' }
export const NUMBER: Kind = { type: 'number', is: value => typeof value === 'number' }
export const COUNT: Kind = {
  type: 'non-negative integer',
  is: value => Number.isInteger(value) && (value as number) >= 0,
}
export const SECONDS: Kind = { type: 'positive integer', is: value => Number.isInteger(value) && (value as number) > 0 }

/** Undefined when absent. A literal is checked now, an expression's result when it is evaluated. */
export function setting(source: Source, field: string, kind: Kind): Value | undefined {
  if (!has(source, field)) return undefined
  const written = source.fields[field] as Json
  const isExpression = typeof written === 'string' && written.startsWith('{%') && written.endsWith('%}')
  if (!isExpression && !kind.is(written)) {
    refuse(source, field, `must be a ${kind.type} or a JSONata expression`)
    return undefined
  }
  const value = template(source, field)
  if (!isExpression || value === undefined) return value
  const text = (written as string).slice(2, -2).trim()
  return (visit, seen) =>
    after(value(visit, seen), found => {
      if (!kind.is(found)) throw wrongType(visit, found, { type: kind.type, field, text })
      return found
    })
}
