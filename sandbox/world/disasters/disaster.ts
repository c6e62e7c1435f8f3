// What a disaster is in the sandbox: when it strikes, what it does to the world, and what is then asked of the runbook.
import type { Witness } from '../witness.ts'
import type { World } from '../world.ts'

export interface Disaster {
  /** The scenario that answers it. */
  readonly scenario: string
  /** When it strikes. */
  readonly at: string
  /** Seconds until somebody has noticed, decided and started the run. */
  readonly noticedAfter: number
  /** From when on a short world must exist, so that what such a request restores from is there; its beginning when absent. */
  readonly historyFrom?: (input: Readonly<Record<string, unknown>>) => string | undefined
  /**
   * Who else looks, and measures the RPO in place of the visitors' writes into the database; nobody when absent.
   * Called once for each world, before anybody visits.
   */
  readonly witness?: (world: World) => Witness
  /** In a line, for the person watching. */
  readonly tells: string
  readonly strike: (world: World) => void
  /** What the person on call would ask for, in recover mode. `struckAt` is an instant, `at` when absent. */
  readonly request: (world: World, struckAt?: string) => Readonly<Record<string, unknown>>
}
