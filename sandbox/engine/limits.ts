// Quotas of Standard workflows that the engine keeps (aws-behaviour 5.1).
const DAY = 86_400

export interface Limits {
  /** Bytes of UTF-8 of every input, output and result. */
  readonly payloadBytes: number
  /** Events of one history; the last one is ExecutionFailed. */
  readonly historyEvents: number
  /** Seconds an execution may last. */
  readonly executionSeconds: number
  /** Iterations of one inline Map at a time. */
  readonly mapConcurrency: number
  /** Child executions of one distributed Map at a time. */
  readonly mapRunConcurrency: number
  /** Seconds during which a name stays taken after its execution closed. */
  readonly nameSeconds: number
}

export const standardLimits: Limits = {
  payloadBytes: 262_144,
  historyEvents: 25_000,
  executionSeconds: 365 * DAY,
  mapConcurrency: 40,
  mapRunConcurrency: 10_000,
  nameSeconds: 90 * DAY,
}
