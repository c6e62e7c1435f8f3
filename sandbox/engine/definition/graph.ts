// The graph of a machine's states: where transitions lead, whether every state can be reached and can be left.
import type { Problem } from '../errors.ts'
import { isObject, type Json, type JsonObject } from '../json.ts'
import { FIELDS } from './fields.ts'

type Report = (problem: Problem) => void

/** Reports missing or double ends, transitions to nowhere, and states that nothing leads to. */
export function checkGraph(
  startAt: Json | undefined,
  states: Readonly<Record<string, JsonObject>>,
  report: Report,
): void {
  const targets = new Map(Object.entries(states).map(([name, fields]) => [name, transitions(fields)]))
  for (const [name, fields] of Object.entries(states)) {
    checkEnd(name, fields, report)
    for (const { field, to } of targets.get(name) ?? []) {
      if (typeof to !== 'string' || !Object.hasOwn(states, to)) {
        report({ state: name, field, message: `'${String(to)}' is not a state here` })
      }
    }
  }
  if (typeof startAt !== 'string' || !Object.hasOwn(states, startAt)) {
    report({ state: undefined, field: 'StartAt', message: `'${String(startAt)}' is not a state here` })
    return
  }
  const reached = reachable(startAt, name => (targets.get(name) ?? []).map(each => String(each.to)))
  for (const name of Object.keys(states)) {
    if (!reached.has(name)) report({ state: name, field: 'Next', message: 'no transition leads to this state' })
  }
}

function checkEnd(state: string, fields: JsonObject, report: Report): void {
  if (!FIELDS[String(fields.Type)]?.goesOn) return
  const ends = fields.End === true
  if ('End' in fields && typeof fields.End !== 'boolean') report({ state, field: 'End', message: 'must be a boolean' })
  if (ends && 'Next' in fields) report({ state, field: 'Next', message: 'and End exclude each other' })
  if (!ends && !('Next' in fields)) report({ state, field: 'Next', message: 'is required, or End must be true' })
}

interface Transition {
  readonly field: string
  readonly to: Json | undefined
}

function transitions(fields: JsonObject): readonly Transition[] {
  const direct = ['Next', 'Default'].filter(field => field in fields).map(field => ({ field, to: fields[field] }))
  const nested = ['Choices', 'Catch'].flatMap(field => {
    const rules = fields[field]
    if (!Array.isArray(rules)) return []
    return rules.filter(isObject).map((rule, index) => ({ field: `${field}[${index}]/Next`, to: rule.Next }))
  })
  return [...direct, ...nested]
}

function reachable(from: string, targetsOf: (name: string) => readonly string[]): ReadonlySet<string> {
  const reached = new Set<string>()
  const open = [from]
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (reached.has(name)) continue
    reached.add(name)
    open.push(...targetsOf(name))
  }
  return reached
}
