// Histories as GetExecutionHistory gives them: ids from 1, previousEventId, details with payloads as JSON text.
import type { Json } from './json.ts'

export type Details = Readonly<Record<string, unknown>>

export interface HistoryEvent {
  readonly id: number
  readonly previousEventId: number
  /** Milliseconds since the epoch, virtual time. */
  readonly timestamp: number
  /** `TaskStateEntered`, `ExecutionFailed` … as the API names them. */
  readonly type: string
  readonly [details: `${string}EventDetails`]: Details | undefined
}

/** Named details of one kind of event, e.g. `['stateExited', {...}]`. */
export type NamedDetails = readonly [key: string, details: Details]

const UNTRUNCATED = { truncated: false } as const

/**
 * Payloads become text only when somebody reads the event: most are read by nobody, and writing a large one at each
 * state is what makes other interpreters slow. Payloads never change, so the text is the same whenever it is made.
 */
export function withInput(input: Json, rest: Details): Details {
  return {
    ...rest,
    get input() {
      return JSON.stringify(input)
    },
    inputDetails: UNTRUNCATED,
  }
}

export function withOutput(output: Json, rest: Details = {}): Details {
  return {
    ...rest,
    get output() {
      return JSON.stringify(output)
    },
    outputDetails: UNTRUNCATED,
  }
}

export function entered(name: string, input: Json): NamedDetails {
  return ['stateEntered', withInput(input, { name })]
}

export function exited(name: string, output: Json, assigned: Readonly<Record<string, Json>> | undefined): NamedDetails {
  if (assigned === undefined) return ['stateExited', withOutput(output, { name })]
  const details = {
    name,
    get output() {
      return JSON.stringify(output)
    },
    outputDetails: UNTRUNCATED,
    get assignedVariables() {
      return Object.fromEntries(Object.entries(assigned).map(([key, value]) => [key, JSON.stringify(value)]))
    },
    assignedVariablesDetails: UNTRUNCATED,
  }
  return ['stateExited', details]
}

export function failed(prefix: string, error: string | undefined, cause: string | undefined): NamedDetails {
  return [prefix, { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) }]
}
