// Object and array constructors.
import type { Ast } from '../ast.ts'
import type { Compile } from './compile.ts'
import { BEYOND, type Fast, type Frame } from './frame.ts'

/** Nothing is left out of an array; an array inside is spread unless it is written as one. */
export function arrayConstructor(node: Ast, compile: Compile): Fast | undefined {
  if ('consarray' in node) return undefined
  const items = (node.expressions ?? []).map(each => ({ value: compile(each), nested: each.value === '[' }))
  if (items.some(each => each.value === undefined)) return undefined
  return frame => {
    const result: unknown[] = []
    for (const { value, nested } of items) {
      const item = value?.(frame)
      if (item === BEYOND) return BEYOND
      if (Array.isArray(item) && !nested) for (const each of item) result.push(each)
      else if (item !== undefined) result.push(item)
    }
    return result
  }
}

/** Keys written as different strings; a member whose value is nothing is left out. */
export function objectConstructor(node: Ast, compile: Compile): Fast | undefined {
  const pairs = node.lhs as readonly (readonly [Ast, Ast])[]
  const names = pairs.map(([key]) => (key.type === 'string' ? String(key.value) : undefined))
  if (names.includes(undefined) || new Set(names).size < names.length || names.some(reserved)) return undefined
  const members: { name: string; value: Fast }[] = []
  for (const [index, [, expression]] of pairs.entries()) {
    const value = compile(expression)
    if (value === undefined) return undefined
    members.push({ name: String(names[index]), value })
  }
  return frame => construct(members, frame)
}

function construct(members: readonly { name: string; value: Fast }[], frame: Frame): unknown {
  const result: Record<string, unknown> = {}
  for (const { name, value } of members) {
    const member = value(frame)
    if (member === BEYOND) return BEYOND
    if (member !== undefined) result[name] = member
  }
  return result
}

function reserved(name: string | undefined): boolean {
  return name === '__proto__' || name === '_jsonata_lambda' || name === '_jsonata_function'
}
