// Where compilation reads from: one state's fields, its query language, and where to report what is wrong with them.
import type { Problem } from '../errors.ts'
import type { JsonObject } from '../json.ts'

export type Language = 'JSONata' | 'JSONPath'

/** Where problems go: compilation only ever adds to them. */
export interface Problems {
  push(problem: Problem): unknown
}

export interface Source {
  readonly state: string
  readonly fields: JsonObject
  readonly language: Language
  /** Whether the engine was given a hook for services other than Lambda and Step Functions. */
  readonly integrations: boolean
  /** Names of variables that enclosing scopes assign; they cannot be assigned here. */
  readonly outer: ReadonlySet<string>
  readonly problems: Problems
}

/** Reports a problem with a field; compilation goes on, so that all of them are listed. */
export function refuse(source: Source, field: string, message: string): void {
  source.problems.push({ state: source.state, field, message })
}

export function has(source: Source, field: string): boolean {
  return Object.hasOwn(source.fields, field)
}

/** The text in a field, or undefined when it is absent or (reported) something else. */
export function text(source: Source, field: string): string | undefined {
  const value = source.fields[field]
  if (value === undefined || typeof value === 'string') return value
  refuse(source, field, 'must be a string')
  return undefined
}

/** A whole number of at least `least`, or undefined when absent or (reported) something else. */
export function whole(source: Source, field: string, least = 0): number | undefined {
  const value = source.fields[field]
  if (value === undefined || (Number.isInteger(value) && (value as number) >= least)) return value as number | undefined
  refuse(source, field, `must be an integer of at least ${least}`)
  return undefined
}

/** A part of the state (a retrier, a choice rule) as a source of its own; problems keep the state's name. */
export function part(source: Source, path: string, fields: JsonObject): Source {
  const problems: Problems = {
    push: problem => source.problems.push({ ...problem, field: `${path}/${problem.field}` }),
  }
  return { ...source, fields, problems }
}
