// When a run has come to its own ending, and the executions that unwind one which has not.
import { endings, shortName } from './run.ts'

/** How an execution stands, as DescribeExecution tells it. */
export interface Standing {
  readonly status: string
  readonly error?: string | undefined
}

/** After so many unwindings of one run that came to no ending, a person is called instead of a sixth. */
export const MOST_UNWINDS = 5

export const isOver = ({ status }: Pick<Standing, 'status'>): boolean =>
  status !== 'RUNNING' && status !== 'PENDING_REDRIVE'

/**
 * It ended as the runbook ends: by Succeed, or by Fail with the ending's name. StopExecution, States.Runtime, the
 * execution's timeout and the event limit reach no Catch (aws-behaviour 5.5): whatever they left has to be unwound.
 */
export const hasOwnEnding = ({ status, error }: Standing): boolean =>
  status === 'SUCCEEDED' || (status === 'FAILED' && endings.some(ending => ending === error))

/** Derived, so that two supervisors at once start one execution; at most 80 characters, the limit of names. */
export function unwindName(runId: string, attempt: number): string {
  const tail = `-unwind-${attempt}`
  return runId.length + tail.length <= 80 ? `${runId}${tail}` : `${runId.slice(0, 58)}-${shortName(runId)}${tail}`
}

/** Input of an execution that unwinds; the same text for the same run, reason and attempt. */
export const unwindInput = (runId: string, reason: string) => ({ unwind: { run: runId, reason } })

/** The run that an execution is about: the one it unwinds, or itself. */
export function runOf({ name, input }: { readonly name: string; readonly input: string }): string {
  const given = JSON.parse(input) as { unwind?: { run?: unknown } } | null
  return typeof given?.unwind?.run === 'string' ? given.unwind.run : name
}
