// Policy statements as the sandbox holds them, and the refusal of whatever the evaluator does not understand.
import { assertOperators } from './condition.ts'

export type Principal =
  | '*'
  | { readonly AWS?: string | readonly string[]; readonly Service?: string | readonly string[] }

export interface Statement {
  readonly Sid?: string
  readonly Effect: 'Allow' | 'Deny'
  readonly Action: readonly string[]
  readonly Resource: readonly string[]
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>
  /** Of resource policies only. */
  readonly Principal?: Principal
}

const understood = ['Sid', 'Effect', 'Action', 'Resource', 'Condition', 'Principal']
const checked = new WeakSet<Statement>()

/** Throws on NotAction, NotResource, NotPrincipal, policy variables and unknown condition operators, by name. */
export function assertUnderstood(statement: Statement): void {
  if (checked.has(statement)) return
  const stranger = Object.keys(statement).find(each => !understood.includes(each))
  if (stranger) throw new Error(`policy element ${stranger} is not simulated`)
  const variable = /\$\{[^}]*\}/.exec(JSON.stringify([statement.Resource, statement.Condition ?? {}]))
  if (variable) throw new Error(`policy variable ${variable[0]} is not simulated`)
  assertOperators(Object.keys(statement.Condition ?? {}))
  checked.add(statement)
}
