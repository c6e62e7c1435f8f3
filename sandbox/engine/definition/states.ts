// Compiles the states of a machine, a branch or an item processor, with everything inside them.
import type { Problem } from '../errors.ts'
import { isObject, type JsonObject } from '../json.ts'
import { choice } from '../states/choice.ts'
import { fail } from '../states/fail.ts'
import { map } from '../states/map.ts'
import { parallel } from '../states/parallel.ts'
import { pass } from '../states/pass.ts'
import { succeed } from '../states/succeed.ts'
import { task } from '../states/task.ts'
import { wait } from '../states/wait.ts'
import { FIELDS, misplaced } from './fields.ts'
import { checkGraph } from './graph.ts'
import { branchesOf, processorOf } from './inner.ts'
import { languageOf } from './load.ts'
import type { State, States, Work } from './machine.ts'
import type { Language, Source } from './source.ts'

/** What is around the states being compiled. */
export interface Surrounding {
  readonly language: Language
  readonly integrations: boolean
  /** Variables of enclosing scopes, and of the one being compiled. */
  readonly outer: ReadonlySet<string>
  readonly assigned?: ReadonlySet<string>
  /** State names used so far in the whole machine: they must differ. */
  readonly names: Set<string>
  readonly problems: Problem[]
}

const LONGEST_NAME = 80

/** Undefined when the states cannot even be listed; whatever is wrong is reported in `around.problems`. */
export function compileStates(machine: JsonObject, around: Surrounding, owner?: string): States | undefined {
  const report = (field: string, message: string) => around.problems.push({ state: owner, field, message })
  const { States: written, StartAt: startAt } = machine
  if (!isObject(written) || Object.keys(written).length === 0 || !Object.values(written).every(isObject)) {
    report('States', 'must be an object of states')
    return undefined
  }
  const states = written as Readonly<Record<string, JsonObject>>
  checkGraph(startAt, states, problem => around.problems.push({ ...problem, state: problem.state ?? owner }))
  const byName = new Map<string, State>()
  const own = { ...around, assigned: assignedIn(states) }
  for (const [name, fields] of Object.entries(states)) byName.set(name, compileState(name, fields, own))
  const first = byName.get(String(startAt))
  return first && { startAt: first, byName }
}

/** The variables that these states assign, their choice rules and catchers included; not those of machines inside. */
function assignedIn(states: Readonly<Record<string, JsonObject>>): ReadonlySet<string> {
  const namesOf = (fields: JsonObject): readonly string[] => {
    const rules = [fields.Choices, fields.Catch].flatMap(each => (Array.isArray(each) ? each.filter(isObject) : []))
    const own = isObject(fields.Assign) ? Object.keys(fields.Assign).map(name => name.replace(/\.\$$/, '')) : []
    return [...own, ...rules.flatMap(namesOf)]
  }
  return new Set(Object.values(states).flatMap(namesOf))
}

function compileState(name: string, fields: JsonObject, around: Surrounding): State {
  const report = (field: string, message: string) => around.problems.push({ state: name, field, message })
  const type = String(fields.Type)
  if (around.names.has(name)) report('States', 'another state of this machine has the same name')
  if (name.length > LONGEST_NAME) report('States', `the name is longer than ${LONGEST_NAME} characters`)
  around.names.add(name)
  const language = languageOf(fields, around.language, message => report('QueryLanguage', message))
  if (around.language === 'JSONata' && language === 'JSONPath') {
    report('QueryLanguage', 'a JSONPath state cannot stand in a JSONata machine')
  }
  if (!FIELDS[type]) report('Type', `'${type}' is not a type of state`)
  for (const [field, message] of misplaced(fields, type, language)) report(field, message)
  const { integrations, outer, problems } = around
  const source: Source = { state: name, fields, language, integrations, outer, problems }
  const retryable = ['Task', 'Parallel', 'Map'].includes(type)
  const [entered, exited] = [`${type}StateEntered`, `${type}StateExited`]
  return { name, type, entered, exited, work: workOf(source, type, around), retryable }
}

function workOf(source: Source, type: string, around: Surrounding): Work {
  const { Next, End } = source.fields
  const next = typeof Next === 'string' && End !== true ? Next : undefined
  switch (type) {
    case 'Pass':
      return pass(source, next)
    case 'Task':
      return task(source, next)
    case 'Choice':
      return choice(source)
    case 'Wait':
      return wait(source, next)
    case 'Succeed':
      return succeed(source)
    case 'Fail':
      return fail(source)
    case 'Parallel':
      return parallel(source, next, branchesOf(source, around))
    case 'Map':
      return map(source, next, processorOf(source, around))
    default:
      return () => ({ output: null, next: undefined })
  }
}
