// A choice rule in JSONPath: And, Or and Not over comparisons of a Variable.
import { part, refuse, type Source } from '../definition/source.ts'
import { isObject, type Json, type JsonObject } from '../json.ts'
import { runtimeError, type Visit } from '../visit.ts'
import { comparison, TYPE_TESTS } from './comparisons.ts'
import { follow, type Path, readPath } from './path.ts'
import { reference } from './template.ts'

export type Test = (visit: Visit, document: Json) => boolean

/** Fields that a rule may have besides its test. */
const BESIDE = ['Next', 'Assign', 'Comment', 'Output']
const never: Test = () => false

export function choiceRule(source: Source): Test {
  const { And, Or, Not } = source.fields
  if (Not !== undefined) {
    const test = isObject(Not) ? choiceRule(part(source, 'Not', Not)) : never
    return (visit, document) => !test(visit, document)
  }
  if (And !== undefined) {
    const tests = several(source, 'And', And)
    return (visit, document) => tests.every(test => test(visit, document))
  }
  if (Or !== undefined) {
    const tests = several(source, 'Or', Or)
    return (visit, document) => tests.some(test => test(visit, document))
  }
  return compare(source)
}

function several(source: Source, field: string, rules: Json): readonly Test[] {
  if (!Array.isArray(rules) || rules.length === 0 || !rules.every(isObject)) {
    refuse(source, field, 'must be a non-empty array of rules')
    return []
  }
  return (rules as readonly JsonObject[]).map((rule, index) => choiceRule(part(source, `${field}[${index}]`, rule)))
}

function compare(source: Source): Test {
  const { Variable: variable, ...rest } = source.fields
  const [operator, another] = Object.keys(rest).filter(name => !BESIDE.includes(name))
  const path = typeof variable === 'string' ? readPath(source, 'Variable', variable) : undefined
  if (typeof variable !== 'string') refuse(source, 'Variable', 'is required')
  if (operator === undefined || another !== undefined) {
    refuse(source, another ?? 'Variable', 'a rule needs exactly one operator')
    return never
  }
  return path ? testOf(source, path, operator) : never
}

function testOf(source: Source, path: Path, operator: string): Test {
  const wanted = source.fields[operator] as Json
  if (operator === 'IsPresent') return (visit, document) => (follow(path, visit, document) !== undefined) === wanted
  const isType = TYPE_TESTS[operator]
  if (isType) return (visit, document) => isType(found(path, visit, document)) === wanted
  const byPath = operator.endsWith('Path')
  const judge = comparison(byPath ? operator.slice(0, -4) : operator)
  if (judge === undefined) {
    refuse(source, operator, 'is not an operator')
    return never
  }
  const other = byPath ? reference(source, operator, String(wanted)) : () => wanted
  return (visit, document) => judge(found(path, visit, document), other(visit, document))
}

/** A variable that is not there is an error, except to IsPresent. */
function found(path: Path, visit: Visit, document: Json): Json {
  const value = follow(path, visit, document)
  if (value !== undefined) return value
  const told = `Invalid path '${path.text}': The choice state's condition path references an invalid value.`
  throw runtimeError(visit, told)
}
