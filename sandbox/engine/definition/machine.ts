// A state machine ready to run: each state's fields have become functions.
import type { Eventually } from '../eventually.ts'
import type { Json } from '../json.ts'
import type { Visit } from '../visit.ts'

/** How a state is left: with what output, which variables, and whereto (nowhere: the branch ends). */
export interface Leaving {
  readonly output: Json
  readonly assigned?: Readonly<Record<string, Json>> | undefined
  readonly next: string | undefined
}

export type Work = (visit: Visit) => Eventually<Leaving>

export interface State {
  readonly name: string
  /** `Task`, `Pass` … */
  readonly type: string
  /** The events of entering and leaving it, e.g. `PassStateEntered`. */
  readonly entered: string
  readonly exited: string
  readonly work: Work
  /** Whether the context object counts retries here. */
  readonly retryable: boolean
}

/** The states of a machine, a branch or an item processor. */
export interface States {
  readonly startAt: State
  readonly byName: ReadonlyMap<string, State>
}

export interface Machine {
  readonly arn: string
  readonly name: string
  readonly roleArn: string
  /** The text as it was given. */
  readonly definition: string
  readonly creationDate: number
  readonly states: States
  /** Seconds; no limit but the service's when absent. */
  readonly timeoutSeconds: number | undefined
}
