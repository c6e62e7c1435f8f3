// Errors of an execution: how they are named, and which names in Retry and Catch match them.

/** What a task's handler or service answered when it failed. */
export class TaskFailure extends Error {
  override readonly name = 'TaskFailure'
  readonly error: string
  override readonly cause: string | undefined

  constructor(error: string, cause?: string) {
    super(`${error}: ${cause ?? ''}`)
    this.error = error
    this.cause = cause
  }
}

/** Where an error arose: States.ALL takes DataLimitExceeded of a task's result, not of a state's output. */
export type Origin = 'task' | 'state' | 'heartbeat'

/** An error in the sense of the States Language. Both members may be absent, as after a Fail state without them. */
export class StateError extends Error {
  override readonly name = 'StateError'
  readonly error: string | undefined
  override readonly cause: string | undefined
  readonly origin: Origin

  constructor(error: string | undefined, cause: string | undefined, origin: Origin = 'state') {
    super(`${error ?? '(no error name)'}: ${cause ?? '(no cause)'}`)
    this.error = error
    this.cause = cause
    this.origin = origin
  }
}

/** Unwinds the work of a branch that was aborted or whose execution has ended. Nobody handles it but the runner. */
export class Abandoned extends Error {
  override readonly name = 'Abandoned'
}

/** One thing wrong with a definition. */
export interface Problem {
  /** The state's name; absent for the machine itself. */
  readonly state: string | undefined
  readonly field: string
  readonly message: string
}

/** A definition that Step Functions would not create, or that asks for what the sandbox does not simulate. */
export class InvalidDefinition extends Error {
  override readonly name = 'InvalidDefinition'
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    super(problems.map(each => `${each.state ?? '(machine)'} / ${each.field}: ${each.message}`).join('\n'))
    this.problems = problems
  }
}

/**
 * Whether an ErrorEquals list takes the error. States.Runtime is never taken, not even by its name; States.ALL and
 * States.TaskFailed leave out DataLimitExceeded unless a task's result was too large (both recorded on AWS).
 */
export function matches(errorEquals: readonly string[], error: StateError): boolean {
  if (error.error === 'States.Runtime') return false
  return errorEquals.some(name => matchesName(name, error))
}

function matchesName(name: string, { error, origin }: StateError): boolean {
  if (name === error) return true
  if (name === 'States.HeartbeatTimeout') return origin === 'heartbeat'
  const wildcard = name === 'States.ALL' || (name === 'States.TaskFailed' && error !== 'States.Timeout')
  return wildcard && (error !== 'States.DataLimitExceeded' || origin === 'task')
}
