// Compiles the common expressions to functions that give exactly what jsonata gives, without its promises.
import type { Ast } from '../ast.ts'
import { arrayConstructor, objectConstructor } from './constructors.ts'
import type { Fast } from './frame.ts'
import { call } from './functions.ts'
import { binary, condition, negation } from './operators.ts'
import { path, variable } from './path.ts'

export type Compile = (node: Ast) => Fast | undefined

/** Members a node may have besides `type` and `position`; any other (a predicate, a grouping …) is left to jsonata. */
const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  string: ['value'],
  number: ['value'],
  value: ['value'],
  variable: ['value'],
  path: ['steps'],
  binary: ['value', 'lhs', 'rhs'],
  unary: ['value', 'lhs', 'expressions', 'expression'],
  condition: ['condition', 'then', 'else'],
  block: ['expressions'],
  function: ['value', 'arguments', 'procedure', 'name'],
}

/** Undefined for an expression that only jsonata can evaluate. */
export const compile: Compile = node => {
  if (!onlyKnown(node)) return undefined
  switch (node.type) {
    case 'string':
    case 'number':
    case 'value':
      return () => node.value
    case 'variable':
      return variable(String(node.value))
    case 'path':
      return path(node.steps ?? [])
    case 'binary':
      return binary(node, compile)
    case 'unary':
      return unary(node)
    case 'condition':
      return condition(node, compile)
    case 'block':
      return node.expressions?.length === 1 ? compile(node.expressions[0] as Ast) : undefined
    case 'function':
      return call(node, compile)
    default:
      return undefined
  }
}

export function onlyKnown(node: Ast, members = MEMBERS[node.type]): boolean {
  return (
    members !== undefined &&
    Object.keys(node).every(key => key === 'type' || key === 'position' || members.includes(key))
  )
}

function unary(node: Ast): Fast | undefined {
  if (node.value === '[') return arrayConstructor(node, compile)
  if (node.value === '{') return objectConstructor(node, compile)
  return node.value === '-' ? negation(node, compile) : undefined
}
