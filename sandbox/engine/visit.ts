// A visit: one stay in one state, with what its expressions can read.
import type { Branch } from './branch.ts'
import { record } from './branch.ts'
import type { State } from './definition/machine.ts'
import { StateError } from './errors.ts'
import type { Json, JsonObject } from './json.ts'

export interface Visit {
  readonly branch: Branch
  readonly state: State
  /** The state's input as it came in. */
  readonly input: Json
  readonly enteredAt: number
  /** Id of the StateEntered event, and of the one before it. */
  readonly entered: number
  readonly before: number
  retries: number
  token: string | undefined
}

/** What an expression sees beside the input: in Output and Assign the result, in a catcher the error. */
export interface Seen {
  readonly result?: Json
  readonly errorOutput?: Json
}

/** The context object, as `$states.context` and `$$` give it. */
export function contextOf(visit: Visit): JsonObject {
  const { running, mapItem } = visit.branch
  const { execution, machine } = running
  const retried: JsonObject = visit.state.retryable ? { RetryCount: visit.retries } : {}
  return {
    Execution: {
      Id: execution.arn,
      Input: running.input,
      StartTime: new Date(execution.startDate).toISOString(),
      Name: execution.name,
      RoleArn: execution.roleArn,
      RedriveCount: 0,
    },
    StateMachine: { Id: machine.arn, Name: machine.name },
    State: { Name: visit.state.name, EnteredTime: new Date(visit.enteredAt).toISOString(), ...retried },
    ...(visit.token !== undefined && { Task: { Token: visit.token } }),
    ...(mapItem !== undefined && { Map: { Item: mapItem } }),
  }
}

function framed(visit: Visit, text: string): string {
  const { state, entered } = visit
  return `An error occurred while executing the state '${state.name}' (entered at the event id #${entered}). ${text}`
}

/** States.Runtime: ends the execution, whatever Catch says. */
export function runtimeError(visit: Visit, text: string): StateError {
  return new StateError('States.Runtime', framed(visit, text))
}

/**
 * States.QueryEvaluationError, with its EvaluationFailed event. While nothing has happened since the state was entered,
 * the event follows the one before StateEntered (recorded on AWS), except for a Wait's timestamp.
 */
export function evaluationError(visit: Visit, text: string, location?: string, afterEntered = false): StateError {
  const cause = framed(visit, text)
  const { branch } = visit
  if (branch.previous === visit.entered && !afterEntered && !branch.ended) branch.previous = visit.before
  const error = 'States.QueryEvaluationError'
  const details = { cause, error, ...(location !== undefined && { location }), state: visit.state.name }
  record(branch, 'EvaluationFailed', ['evaluationFailedEventDetails', details])
  return new StateError(error, cause)
}
