// Fields of a JSONata state: literals in which every string written as {% … %} is an expression.

import { has, refuse, type Source } from '../definition/source.ts'
import type { Eventually } from '../eventually.ts'
import { isObject, type Json } from '../json.ts'
import type { Seen, Visit } from '../visit.ts'
import { evaluate, frameOf } from './evaluate.ts'
import { BEYOND, type Expression } from './expression.ts'
import type { Frame } from './fast/frame.ts'
import { readExpression } from './read.ts'

/** A field's value during a visit. */
export type Value = (visit: Visit, seen?: Seen) => Eventually<Json>

interface Node {
  /** The whole node by compiled expressions alone, or BEYOND. */
  fast(frame: Frame): unknown
  slow(visit: Visit, seen: Seen): Eventually<Json>
  readonly literal: boolean
  readonly readsContext: boolean
}

/** Undefined when the field is absent. Problems are reported at the field's path. */
export function template(source: Source, field: string): Value | undefined {
  if (!has(source, field)) return undefined
  const node = nodeOf(source, field, source.fields[field] as Json)
  return (visit, seen = {}) => {
    const quick = node.fast(frameOf(visit, seen, node.readsContext))
    return quick === BEYOND ? node.slow(visit, seen) : (quick as Json)
  }
}

function nodeOf(source: Source, path: string, value: Json): Node {
  if (typeof value === 'string') {
    const expression = readExpression(source, path, value)
    return expression ? leaf(expression, path) : literal(value)
  }
  if (Array.isArray(value))
    return arrayOf(
      value.map((item, index) => nodeOf(source, `${path}[${index}]`, item)),
      value,
    )
  if (!isObject(value)) return literal(value)
  if (Object.keys(value).some(name => name.endsWith('.$')))
    refuse(source, path, 'names that end in .$ belong to JSONPath')
  const members = Object.entries(value).map(([name, item]) => [name, nodeOf(source, `${path}/${name}`, item)] as const)
  return objectOf(members, value)
}

/** A literal is given as it stands in the definition: the same object at every visit. */
function literal(value: Json): Node {
  return { fast: () => value, slow: () => value, literal: true, readsContext: false }
}

function leaf(expression: Expression, path: string): Node {
  return {
    fast: frame => {
      const value = expression.fast ? expression.fast(frame) : BEYOND
      return value === undefined ? BEYOND : value
    },
    slow: (visit, seen) => evaluate({ expression, visit, seen, location: path }),
    literal: false,
    readsContext: expression.readsContext,
  }
}

function arrayOf(items: readonly Node[], value: Json): Node {
  if (items.every(each => each.literal)) return literal(value)
  return {
    fast(frame) {
      const result: unknown[] = []
      for (const item of items) if (result[result.push(item.fast(frame)) - 1] === BEYOND) return BEYOND
      return result
    },
    async slow(visit, seen) {
      const result: Json[] = []
      for (const item of items) result.push(await item.slow(visit, seen))
      return result
    },
    literal: false,
    readsContext: items.some(each => each.readsContext),
  }
}

function objectOf(members: readonly (readonly [string, Node])[], value: Json): Node {
  if (members.every(([, each]) => each.literal)) return literal(value)
  return {
    fast(frame) {
      const result: Record<string, unknown> = {}
      for (const [name, node] of members) {
        const member = node.fast(frame)
        if (member === BEYOND) return BEYOND
        result[name] = member
      }
      return result
    },
    async slow(visit, seen) {
      const result: Record<string, Json> = {}
      for (const [name, node] of members) result[name] = await node.slow(visit, seen)
      return result
    },
    literal: false,
    readsContext: members.some(([, each]) => each.readsContext),
  }
}
