// Calls of the functions that runbooks use most, with arguments of the expected types.
import { isObject } from '../../json.ts'
import type { Ast } from '../ast.ts'
import { type Compile, onlyKnown } from './compile.ts'
import { BEYOND, type Fast } from './frame.ts'
import { textOf, truth } from './values.ts'

type Body = (args: readonly unknown[]) => unknown

const BODIES: Readonly<Record<string, { readonly arity: number; readonly body: Body }>> = {
  exists: { arity: 1, body: ([value]) => value !== undefined },
  boolean: { arity: 1, body: ([value]) => truth(value) },
  not: { arity: 1, body: ([value]) => not(truth(value)) },
  count: { arity: 1, body: ([value]) => count(value) },
  string: { arity: 1, body: ([value]) => textOf(value) ?? BEYOND },
  append: { arity: 2, body: ([a, b]) => append(a, b) },
  merge: { arity: 1, body: ([value]) => merge(value) },
  toMillis: { arity: 1, body: ([value]) => toMillis(value) },
}

export function call(node: Ast, compile: Compile): Fast | undefined {
  const { procedure } = node
  if (procedure?.type !== 'variable' || !onlyKnown(procedure)) return undefined
  const name = String(procedure.value)
  const known = Object.hasOwn(BODIES, name) ? BODIES[name] : undefined
  const args = (node.arguments ?? []).map(compile)
  if (known === undefined || args.length !== known.arity || args.includes(undefined)) return undefined
  return frame => {
    // A variable of that name hides the function.
    if (Object.hasOwn(frame.variables, name)) return BEYOND
    const values = args.map(each => each?.(frame))
    return values.includes(BEYOND) ? BEYOND : known.body(values)
  }
}

function not(value: ReturnType<typeof truth>): unknown {
  return typeof value === 'boolean' ? !value : value
}

function count(value: unknown): number {
  if (value === undefined) return 0
  return Array.isArray(value) ? value.length : 1
}

function append(a: unknown, b: unknown): unknown {
  if (a === undefined) return b
  if (b === undefined) return a
  if (!Array.isArray(a) || !Array.isArray(b)) return BEYOND
  return [...a, ...b]
}

function merge(value: unknown): unknown {
  if (!Array.isArray(value) || !value.every(isObject)) return BEYOND
  return Object.assign(Object.create(null), ...value)
}

/** The one form of timestamp that AWS and our own handlers write. */
const INSTANT = /^\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d(\.\d{3})?Z$/

function toMillis(value: unknown): unknown {
  const parsed = typeof value === 'string' && INSTANT.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(parsed) ? BEYOND : parsed
}
