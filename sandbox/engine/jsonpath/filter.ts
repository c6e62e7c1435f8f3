// Filters of paths, [?(@.price < 10 && @.kind == 'book')]: comparisons of places and literals, joined by &&, || and !.
import { isDeepStrictEqual } from 'node:util'
import type { Json } from '../json.ts'
import { type Segment, segmentAt, step } from './segments.ts'

/** `item` is what `@` stands for, `document` what `$` stands for. */
export type FilterTest = (item: Json, document: Json) => boolean

type Operand = (item: Json, document: Json) => Json | undefined

interface Reading {
  readonly text: string
  at: number
}

/** Undefined when no filter stands there, or one with operators that are not simulated (=~, in, nin, size, empty …). */
export function filterAt(text: string, at: number): { readonly test: FilterTest; readonly end: number } | undefined {
  const reading = { text, at }
  if (!skip(reading, /\[\s*\?\s*\(/y)) return undefined
  const test = either(reading)
  return test && skip(reading, /\s*\)\s*\]/y) ? { test, end: reading.at } : undefined
}

function take(reading: Reading, pattern: RegExp): RegExpExecArray | undefined {
  pattern.lastIndex = reading.at
  const match = pattern.exec(reading.text) ?? undefined
  if (match) reading.at = pattern.lastIndex
  return match
}

const skip = (reading: Reading, pattern: RegExp): boolean => take(reading, pattern) !== undefined

function either(reading: Reading): FilterTest | undefined {
  const tests = joined(reading, both, /\s*\|\|/y)
  return tests && ((item, document) => tests.some(test => test(item, document)))
}

function both(reading: Reading): FilterTest | undefined {
  const tests = joined(reading, single, /\s*&&/y)
  return tests && ((item, document) => tests.every(test => test(item, document)))
}

type Part = (reading: Reading) => FilterTest | undefined

function joined(reading: Reading, part: Part, by: RegExp): readonly FilterTest[] | undefined {
  const tests: FilterTest[] = []
  do {
    const test = part(reading)
    if (test === undefined) return undefined
    tests.push(test)
  } while (skip(reading, by))
  return tests
}

function single(reading: Reading): FilterTest | undefined {
  if (skip(reading, /\s*!(?!=)/y)) {
    const test = single(reading)
    return test && ((item, document) => !test(item, document))
  }
  if (!skip(reading, /\s*\(/y)) return compared(reading)
  const test = either(reading)
  return skip(reading, /\s*\)/y) ? test : undefined
}

/** A place alone asks whether it is there. */
function compared(reading: Reading): FilterTest | undefined {
  const left = operand(reading)
  if (left === undefined) return undefined
  const operator = take(reading, /\s*(==|!=|<=|>=|<|>)/y)?.[1]
  if (operator === undefined) return (item, document) => left(item, document) !== undefined
  const right = operand(reading)
  return right && ((item, document) => holds(operator, left(item, document), right(item, document)))
}

const LITERAL = /\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false|null)\b)/y

function operand(reading: Reading): Operand | undefined {
  const literal = take(reading, LITERAL)
  if (literal) {
    const [, single, double, number, word] = literal
    const value = (single ?? double)?.replace(/\\(.)/gs, '$1') ?? (JSON.parse(number ?? word ?? 'null') as Json)
    return () => value
  }
  const root = take(reading, /\s*([@$])/y)?.[1]
  if (root === undefined) return undefined
  const segments: Segment[] = []
  for (let read = segmentAt(reading.text, reading.at); read; read = segmentAt(reading.text, reading.at)) {
    segments.push(read.segment)
    reading.at = read.end
  }
  return (item, document) => segments.reduce<Json | undefined>(step, root === '@' ? item : document)
}

/** Only numbers are compared with numbers and strings with strings; a place that is not there equals nothing. */
function holds(operator: string, left: Json | undefined, right: Json | undefined): boolean {
  if (operator === '==') return left !== undefined && isDeepStrictEqual(left, right)
  if (operator === '!=') return !isDeepStrictEqual(left, right)
  if (typeof left === 'number' && typeof right === 'number') return ordered(operator, left - right)
  if (typeof left === 'string' && typeof right === 'string')
    return ordered(operator, left < right ? -1 : left > right ? 1 : 0)
  return false
}

function ordered(operator: string, difference: number): boolean {
  switch (operator) {
    case '<':
      return difference < 0
    case '<=':
      return difference <= 0
    case '>':
      return difference > 0
    default:
      return difference >= 0
  }
}
