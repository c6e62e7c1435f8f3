// Event patterns: which events a rule matches (EventBridge user guide, "Event pattern comparison operators").
import type { Json } from '../../engine/index.ts'
import { isObject } from '../../engine/json.ts'
import { matches as matchesWildcard } from '../iam/wildcard.ts'
import { notSimulated } from '../not-simulated.ts'
import { AwsError } from '../service.ts'

type Object = { readonly [key: string]: Json }
type Test = (value: Json | undefined) => boolean

/** @throws InvalidEventPatternException; NotSimulated for operators that the sandbox does not know */
export function patternFrom(text: string): (event: Object) => boolean {
  let parsed: Json
  try {
    parsed = JSON.parse(text) as Json
  } catch (error) {
    throw invalid(`Event pattern is not valid JSON: ${String(error)}`)
  }
  if (!isObject(parsed) || Object.keys(parsed).length === 0) throw invalid('Event pattern must be a non-empty object.')
  return objectTest(parsed, '')
}

/** Every field of the pattern must match; an array in the event matches when one of its items does. */
function objectTest(pattern: Object, path: string): (event: Object) => boolean {
  const tests = Object.entries(pattern).map(([key, wanted]): ((event: Object) => boolean) => {
    const place = `${path}${key}`
    if (key === '$or') return eitherTest(wanted, path)
    if (isObject(wanted)) {
      const inner = objectTest(wanted, `${place}.`)
      return event => isObject(event[key]) && inner(event[key])
    }
    if (!Array.isArray(wanted) || wanted.length === 0)
      throw invalid(`"${place}" must be an object or a non-empty array.`)
    const any = wanted.map(each => valueTest(each, place))
    return event => any.some(test => test(event[key]))
  })
  return event => tests.every(test => test(event))
}

/** One of several patterns for the same place. */
function eitherTest(wanted: Json, path: string): (event: Object) => boolean {
  const alternatives = Array.isArray(wanted) ? wanted.filter(each => isObject(each)) : []
  if (!Array.isArray(wanted) || wanted.length < 2 || alternatives.length < wanted.length)
    throw invalid(`"${path}$or" must be an array of at least two objects.`)
  const tests = alternatives.map(each => objectTest(each, path))
  return event => tests.some(test => test(event))
}

function valueTest(wanted: Json, place: string): Test {
  if (!isObject(wanted)) return ofEach(value => value === wanted)
  const [[operator = '', operand] = [], ...others] = Object.entries(wanted)
  if (others.length > 0) throw invalid(`Only one operator is allowed at "${place}".`)
  if (operator === 'exists') return existence(operand, place)
  return ofEach(comparison(operator, operand, place))
}

/** Of an array of the event each item is looked at; what is absent matches nothing. */
const ofEach =
  (test: (value: Json) => boolean): Test =>
  value =>
    value !== undefined && (Array.isArray(value) ? value.some(test) : test(value))

/** Of leaves only: an object is no value. */
function existence(operand: Json | undefined, place: string): Test {
  if (typeof operand !== 'boolean') throw invalid(`"exists" at "${place}" must be true or false.`)
  return value => (value !== undefined && !isObject(value)) === operand
}

function comparison(operator: string, operand: Json | undefined, place: string): (value: Json) => boolean {
  if (operator === 'anything-but') return anythingBut(operand, place)
  if (operator === 'numeric') return numeric(operand, place)
  if (typeof operand !== 'string') throw invalid(`"${operator}" at "${place}" must be a string.`)
  const text = (test: (value: string) => boolean) => (value: Json) => typeof value === 'string' && test(value)
  switch (operator) {
    case 'prefix':
      return text(value => value.startsWith(operand))
    case 'suffix':
      return text(value => value.endsWith(operand))
    case 'equals-ignore-case':
      return text(value => value.toLowerCase() === operand.toLowerCase())
    case 'wildcard':
      if (operand.includes('?') || operand.includes('\\')) throw notSimulated(`the wildcard ${operand}`)
      return text(value => matchesWildcard(operand, value))
    default:
      throw notSimulated(`${operator} in an event pattern`)
  }
}

function anythingBut(operand: Json | undefined, place: string): (value: Json) => boolean {
  if (isObject(operand)) {
    const [[operator = '', inner] = []] = Object.entries(operand)
    const test = comparison(operator, inner, place)
    return value => !test(value)
  }
  const values = Array.isArray(operand) ? operand : [operand ?? null]
  return value => !values.includes(value)
}

const COMPARED: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
}

function numeric(operand: Json | undefined, place: string): (value: Json) => boolean {
  const list = Array.isArray(operand) ? operand : []
  if (list.length !== 2 && list.length !== 4) throw invalid(`"numeric" at "${place}" needs a comparison and a number.`)
  const tests = Array.from({ length: list.length / 2 }, (_, index) => {
    const compare = COMPARED[String(list[2 * index])]
    const bound = list[2 * index + 1]
    if (!compare || typeof bound !== 'number') throw invalid(`"numeric" at "${place}" is not understood.`)
    return (value: number) => compare(value, bound)
  })
  return value => typeof value === 'number' && tests.every(test => test(value))
}

const invalid = (message: string): AwsError =>
  new AwsError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${message}`)
