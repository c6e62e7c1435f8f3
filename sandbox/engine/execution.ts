// What an execution is: what callers may read of it, and what the engine keeps beside it while it runs.
import type { Chance } from '../chance.ts'
import type { VirtualClock } from '../clock.ts'
import type { Callbacks } from './callbacks.ts'
import type { Machine } from './definition/machine.ts'
import type { HistoryEvent } from './history.ts'
import type { EngineHooks } from './hooks.ts'
import type { Json } from './json.ts'
import type { Limits } from './limits.ts'

export type Status = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED'

/** An execution as DescribeExecution sees it. Times are milliseconds since the epoch; payloads are JSON text. */
export interface Execution {
  readonly arn: string
  readonly name: string
  readonly stateMachineArn: string
  readonly roleArn: string
  readonly status: Status
  readonly input: string
  readonly output: string | undefined
  readonly error: string | undefined
  readonly cause: string | undefined
  readonly startDate: number
  readonly stopDate: number | undefined
  readonly history: readonly HistoryEvent[]
  /** States entered, retries included: what Step Functions bills. */
  readonly transitions: number
}

/** The engine's own hold on an execution. */
export type MutableExecution = { -readonly [Key in keyof Execution]: Execution[Key] } & { history: HistoryEvent[] }

/** What an execution may use of the engine that runs it. */
export interface Surroundings {
  readonly clock: VirtualClock
  readonly chance: Chance
  readonly hooks: EngineHooks
  readonly region: string
  readonly accountId: string
  readonly limits: Limits
  readonly callbacks: Callbacks
  startExecution(request: { stateMachineArn: string; name: string; input: string }): Execution
  stopExecution(arn: string): void
  /** Calls back once the execution has ended, at once if it has already. */
  whenEnded(arn: string, listener: (execution: Execution) => void): void
}

export interface Running {
  readonly execution: MutableExecution
  readonly machine: Machine
  readonly input: Json
  readonly around: Surroundings
  readonly listeners: ((execution: Execution) => void)[]
  /** Gives up everything the execution waits for. */
  release: () => void
}
