// What the engine asks of its surroundings: to invoke functions, to call services, to wait, and to be listened to.
import type { Execution } from './execution.ts'
import type { HistoryEvent } from './history.ts'
import type { Json } from './json.ts'

/** One attempt of a Task state. */
export interface TaskRequest {
  /** The Resource as written, e.g. `arn:aws:states:::sqs:sendMessage.waitForTaskToken`. */
  readonly resource: string
  /** Evaluated Arguments (JSONata) or Parameters (JSONPath). */
  readonly arguments: Json
  readonly stateName: string
  readonly executionArn: string
  /** The machine's role, or the one that the state's Credentials name. */
  readonly roleArn: string
  /** Present for `.waitForTaskToken` only. */
  readonly token: string | undefined
  /** 0 for the first attempt. */
  readonly attempt: number
}

export interface LambdaRequest {
  /** Name without ARN prefix and qualifier. */
  readonly functionName: string
  /** Shared with the history: a function that may write to its event must be given a copy. */
  readonly payload: Json
  readonly executionArn: string
  readonly stateName: string
  readonly attempt: number
  readonly roleArn: string
}

export interface EngineHooks {
  /** Resolves with the function's JSON result; rejects with TaskFailure. Any other rejection ends the clock's run. */
  invokeLambda(request: LambdaRequest): Promise<Json>
  /** Every other resource; absent, such a resource is refused at load. Rejects with TaskFailure. */
  integration?(request: TaskRequest): Promise<Json>
  /** How a Wait state sleeps; default: on the clock. A rehearsal with ideal polling replaces it. */
  sleep?(request: { executionArn: string; stateName: string; milliseconds: number }): Promise<void>
  /** Told of every history event and of every end. */
  onEvent?(execution: Execution, event: HistoryEvent): void
  onEnd?(execution: Execution): void
}
