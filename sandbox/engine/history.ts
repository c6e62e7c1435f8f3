// Histories as GetExecutionHistory gives them: ids from 1, previousEventId, details with payloads as JSON text.
import { type Json, textOf } from './json.ts'

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

/** Details under their event's name for them, e.g. `['stateExitedEventDetails', {...}]`. */
export type NamedDetails = readonly [key: `${string}EventDetails`, details: Details]

/** A class because a history is mostly events: with a member added to a literal, each would take a third more room. */
export class RecordedEvent implements HistoryEvent {
  readonly id: number
  readonly previousEventId: number
  readonly timestamp: number
  readonly type: string
  readonly [details: `${string}EventDetails`]: Details | undefined

  constructor({ id, previousEventId, timestamp, type }: HistoryEvent, details: NamedDetails | undefined) {
    this.id = id
    this.previousEventId = previousEventId
    this.timestamp = timestamp
    this.type = type
    if (details) (this as Record<NamedDetails[0], Details>)[details[0]] = details[1]
  }
}

/** Of `inputDetails` and `outputDetails`: nothing is ever cut. */
export const UNTRUNCATED = { truncated: false } as const

// Details are plain objects with the text in them: getters that write it on demand cost four times as much to read.

export function entered(name: string, input: Json): NamedDetails {
  return ['stateEnteredEventDetails', { name, input: textOf(input), inputDetails: UNTRUNCATED }]
}

export function exited(name: string, output: Json, assigned: Readonly<Record<string, Json>> | undefined): NamedDetails {
  const details = { name, output: textOf(output), outputDetails: UNTRUNCATED }
  if (assigned === undefined) return ['stateExitedEventDetails', details]
  const assignedVariables: Record<string, string> = {}
  for (const [key, value] of Object.entries(assigned)) assignedVariables[key] = textOf(value)
  return ['stateExitedEventDetails', { ...details, assignedVariables, assignedVariablesDetails: UNTRUNCATED }]
}

/** An error's name and cause; what is not given stays absent. */
export function told(error: string | undefined, cause: string | undefined): Details {
  return { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) }
}
