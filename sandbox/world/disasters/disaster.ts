// What a disaster is in the sandbox: when it strikes, what it does to the world, and what is then asked of the runbook.
import type { Witness } from '../witness.ts'
import type { World } from '../world.ts'

/** Whoever knows how much of a store has survived. */
export type Store = Pick<Witness, 'start' | 'stop' | 'achievedRpo'>

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
  /**
   * Stores that are restored each from a backup of its own, by name: how much of each was lost is told beside the RPO.
   * Called once for each world, before anybody visits; none when absent.
   */
  readonly stores?: (world: World) => Readonly<Record<string, Store>>
  /** In a line, for the person watching. */
  readonly tells: string
  readonly strike: (world: World) => void
  /** What the person on call would ask for, in recover mode. `struckAt` is an instant, `at` when absent. */
  readonly request: (world: World, struckAt?: string) => Readonly<Record<string, unknown>>
}
