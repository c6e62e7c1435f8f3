// Starts an execution and sees it to its end.
import { abandon, conclude, openBranch, write } from './branch.ts'
import type { Machine } from './definition/machine.ts'
import { Abandoned, StateError } from './errors.ts'
import type { MutableExecution, Running, Surroundings } from './execution.ts'
import { UNTRUNCATED } from './history.ts'
import { type Json, textOf } from './json.ts'
import { runStates } from './run.ts'

export interface Starting {
  readonly machine: Machine
  readonly name: string
  /** The input's text as it was given, and what it says. */
  readonly text: string
  readonly input: Json
}

/** The execution begins at this moment of virtual time, but not before the caller has gone on. */
export function start(around: Surroundings, { machine, name, text, input }: Starting): Running {
  const execution: MutableExecution = {
    arn: `arn:aws:states:${around.region}:${around.accountId}:execution:${machine.name}:${name}`,
    name,
    stateMachineArn: machine.arn,
    roleArn: machine.roleArn,
    status: 'RUNNING',
    input: text,
    output: undefined,
    error: undefined,
    cause: undefined,
    startDate: around.clock.now(),
    stopDate: undefined,
    history: [],
    transitions: 0,
  }
  const running: Running = { execution, machine, input, around, listeners: [], release: () => undefined }
  write(running, {
    type: 'ExecutionStarted',
    previous: 0,
    details: [
      'executionStartedEventDetails',
      { roleArn: machine.roleArn, input: textOf(input), inputDetails: UNTRUNCATED },
    ],
  })
  around.clock.at(around.clock.now(), () => drive(running))
  return running
}

async function drive(running: Running): Promise<void> {
  const { machine, input, around, execution } = running
  if (execution.status !== 'RUNNING') return
  const root = openBranch(running)
  const seconds = Math.min(machine.timeoutSeconds ?? Number.POSITIVE_INFINITY, around.limits.executionSeconds)
  const deadline = around.clock.at(execution.startDate + seconds * 1000, () => {
    conclude(running, {
      status: 'TIMED_OUT',
      event: 'ExecutionTimedOut',
      previous: root.previous,
      error: 'States.Timeout',
    })
  })
  running.release = () => {
    deadline.cancel()
    abandon(root)
  }
  try {
    const output = textOf(await runStates(root, machine.states, input))
    if (root.ended) return
    const ending = { status: 'SUCCEEDED', event: 'ExecutionSucceeded', previous: root.previous } as const
    conclude(running, {
      ...ending,
      output,
      details: ['executionSucceededEventDetails', { output, outputDetails: UNTRUNCATED }],
    })
  } catch (error) {
    if (root.ended && (error instanceof Abandoned || error instanceof StateError)) return
    if (!(error instanceof StateError)) throw error
    const { error: name, cause } = error
    conclude(running, { status: 'FAILED', event: 'ExecutionFailed', previous: root.previous, error: name, cause })
  }
}

/** StopExecution: no state is told, no Catch runs (aws-behaviour 5.5). */
export function stop(running: Running, error: string | undefined, cause: string | undefined): void {
  const previous = running.execution.history.length
  conclude(running, { status: 'ABORTED', event: 'ExecutionAborted', previous, error, cause })
}
