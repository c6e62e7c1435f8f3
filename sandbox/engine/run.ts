// The runner: enters states, lets them work, leaves them, until a branch ends.
import type { Branch } from './branch.ts'
import { record } from './branch.ts'
import type { Leaving, State, States } from './definition/machine.ts'
import { StateError } from './errors.ts'
import { entered, exited } from './history.ts'
import { fits, type Json } from './json.ts'
import type { Visit } from './visit.ts'

/**
 * Runs a branch's states in order and gives its output. Rejects with StateError when a state fails, with Abandoned when
 * the branch was given up. States that wait for nothing run within one turn, without touching the clock's queue.
 */
export async function runStates(branch: Branch, states: States, input: Json): Promise<Json> {
  let state: State | undefined = states.startAt
  let value = input
  checkSize(branch, input, states.startAt.name)
  while (state !== undefined) {
    const visit = enter(branch, state, value)
    const leaving = state.work(visit)
    const left: Leaving = leaving instanceof Promise ? await leaving : leaving
    leave(visit, left)
    value = left.output
    state = left.next === undefined ? undefined : states.byName.get(left.next)
  }
  return value
}

function enter(branch: Branch, state: State, input: Json): Visit {
  const { running } = branch
  const before = branch.previous
  const id = record(branch, state.entered, entered(state.name, input))
  running.execution.transitions += 1
  branch.open = state.type
  const enteredAt = running.around.clock.now()
  return { branch, state, input, enteredAt, entered: id, before, retries: 0, token: undefined }
}

function leave(visit: Visit, { output, assigned }: Leaving): void {
  const { branch, state } = visit
  checkSize(branch, output, state.name)
  if (assigned) for (const value of Object.values(assigned)) checkSize(branch, value, state.name)
  record(branch, state.exited, exited(state.name, output, assigned))
  branch.open = undefined
  if (assigned) branch.variables = { ...branch.variables, ...assigned }
}

/** Inputs, outputs, task parameters and variables each have the same limit. */
export function checkSize(branch: Branch, value: Json, what: string): void {
  if (!fits(value, branch.running.around.limits.payloadBytes)) throw tooLarge(what)
}

/** The text of States.DataLimitExceeded; `what` is a state, or the resource whose result was too large. */
export function tooLarge(what: string, origin: 'task' | 'state' = 'state'): StateError {
  const told = 'returned a result with a size exceeding the maximum number of bytes service limit.'
  const cause = `The state/task '${what}' ${told}`
  return new StateError('States.DataLimitExceeded', cause, origin)
}
