// Others who look, beside the visitors of the pages: at files or dashboards, in the scenarios that take these away.
import type { Visit } from './visitors.ts'

export interface Witness {
  /** Everything that was looked at, in order of time. */
  readonly visits: readonly Visit[]
  /** Seconds between two visits. */
  readonly everySeconds: number
  /** Writes that the platform has acknowledged; what only arrives, such as metrics, counts none. */
  readonly writes: number
  start(): void
  stop(): void
  /** Acknowledged writes that are not to be found now; overwritten ones do not count. */
  lost(): number
  /** Seconds between the incident and the newest of what came before it and is there now; Infinity when nothing is. */
  achievedRpo(incidentAt: number): number
}
