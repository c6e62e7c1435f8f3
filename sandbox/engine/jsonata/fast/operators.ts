// Operators: comparison, boolean, arithmetic, text, conditional.
import type { Ast } from '../ast.ts'
import type { Compile } from './compile.ts'
import { BEYOND, type Fast } from './frame.ts'
import { textOf, truth } from './values.ts'

type Binary = (left: unknown, right: unknown) => unknown

const OPERATORS: Readonly<Record<string, Binary>> = {
  '=': (a, b) => equal(a, b, same => same),
  '!=': (a, b) => equal(a, b, same => !same),
  '<': (a, b) => compare(a, b, order => order < 0),
  '<=': (a, b) => compare(a, b, order => order <= 0),
  '>': (a, b) => compare(a, b, order => order > 0),
  '>=': (a, b) => compare(a, b, order => order >= 0),
  '+': (a, b) => arithmetic(a, b, (x, y) => x + y),
  '-': (a, b) => arithmetic(a, b, (x, y) => x - y),
  '*': (a, b) => arithmetic(a, b, (x, y) => x * y),
  '/': (a, b) => arithmetic(a, b, (x, y) => x / y),
  '%': (a, b) => arithmetic(a, b, (x, y) => x % y),
  '&': concatenate,
}

export function binary(node: Ast, compile: Compile): Fast | undefined {
  const left = compile(node.lhs as Ast)
  const right = compile(node.rhs as Ast)
  if (left === undefined || right === undefined) return undefined
  if (node.value === 'and' || node.value === 'or') return logical(left, right, node.value === 'or')
  const operator = OPERATORS[String(node.value)]
  if (operator === undefined) return undefined
  return frame => {
    const a = left(frame)
    if (a === BEYOND) return BEYOND
    const b = right(frame)
    return b === BEYOND ? BEYOND : operator(a, b)
  }
}

/** The right side is evaluated only if the left does not decide; nothing counts as false. */
function logical(left: Fast, right: Fast, decisive: boolean): Fast {
  return frame => {
    const a = truth(left(frame))
    if (a === BEYOND) return BEYOND
    if ((a ?? false) === decisive) return decisive
    const b = truth(right(frame))
    return b === BEYOND ? BEYOND : (b ?? false)
  }
}

/** Nothing equals nothing, and differs from nothing either. Objects and arrays are compared by jsonata. */
function equal(a: unknown, b: unknown, judge: (same: boolean) => boolean): unknown {
  if (a === undefined || b === undefined) return false
  if (typeof a === 'object' && typeof b === 'object' && a !== null && b !== null && a !== b) return BEYOND
  return judge(a === b)
}

function compare(a: unknown, b: unknown, judge: (order: number) => boolean): unknown {
  if (typeof a === 'number' && typeof b === 'number') return judge(a - b)
  if (typeof a === 'string' && typeof b === 'string') return judge(a < b ? -1 : Number(a > b))
  return BEYOND
}

function arithmetic(a: unknown, b: unknown, operate: (x: number, y: number) => number): unknown {
  if (typeof a !== 'number' || typeof b !== 'number') return BEYOND
  const result = operate(a, b)
  return Number.isFinite(result) ? result : BEYOND
}

function concatenate(a: unknown, b: unknown): unknown {
  const left = a === undefined ? '' : textOf(a)
  const right = b === undefined ? '' : textOf(b)
  return left === undefined || right === undefined ? BEYOND : left + right
}

export function negation(node: Ast, compile: Compile): Fast | undefined {
  const operand = compile(node.expression as Ast)
  if (operand === undefined) return undefined
  return frame => {
    const value = operand(frame)
    return typeof value === 'number' ? -value : value === undefined ? undefined : BEYOND
  }
}

export function condition(node: Ast, compile: Compile): Fast | undefined {
  const test = compile(node.condition as Ast)
  const yes = compile(node.then as Ast)
  const no = node.else === undefined ? () => undefined : compile(node.else)
  if (test === undefined || yes === undefined || no === undefined) return undefined
  return frame => {
    const holds = truth(test(frame))
    if (holds === BEYOND) return BEYOND
    return holds ? yes(frame) : no(frame)
  }
}
