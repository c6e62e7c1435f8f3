// What the Step Functions API needs of the engine that runs executions.

export type Status = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED'

export interface Execution {
  readonly arn: string
  readonly name: string
  readonly stateMachineArn: string
  readonly status: Status
  /** Payloads are JSON text. */
  readonly input: string
  readonly output: string | undefined
  readonly error: string | undefined
  readonly cause: string | undefined
  /** Milliseconds since the epoch. */
  readonly startDate: number
  readonly stopDate: number | undefined
}

export interface HistoryEvent {
  readonly id: number
  readonly previousEventId: number
  /** Milliseconds since the epoch. */
  readonly timestamp: number
  readonly type: string
  readonly [details: `${string}EventDetails`]: Readonly<Record<string, unknown>> | undefined
}

/**
 * Every method throws `AwsError` as Step Functions names it. The engine owns the 90-day rule for names (aws-behaviour
 * 5.2) and the life of task tokens (5.4); the API owns what can be refused by looking at the request.
 */
export interface Engine {
  startExecution(request: { stateMachineArn: string; name: string; input: string }): Execution
  stopExecution(arn: string, reason: { error?: string | undefined; cause?: string | undefined }): Execution
  describeExecution(arn: string): Execution
  history(arn: string): readonly HistoryEvent[]
  listExecutions(stateMachineArn: string, status?: Status): readonly Execution[]
  sendTaskSuccess(token: string, output: string): void
  sendTaskFailure(token: string, error?: string, cause?: string): void
  sendTaskHeartbeat(token: string): void
}
