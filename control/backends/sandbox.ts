// The sandbox as a place to run in. It is loaded only when something is rehearsed, so that all else is instant.
import type { Mode } from '../../domain/run.ts'
import type { Outcome, Rehearsal, RehearsalRequest } from '../../sandbox/rehearsal.ts'
import type { Scenario } from '../../workflows/language/nodes.ts'

export type {
  Approving,
  Outcome,
  Progress,
  Rehearsal,
  RehearsalRequest,
  Said,
  StepOutcome,
} from '../../sandbox/rehearsal.ts'

/** A misfortune as `--fault` takes it. */
export interface FaultOffer {
  readonly name: string
  /** What it does, in words. */
  readonly does: string
  /** What must stand after the `@`; absent when it takes nothing. */
  readonly argument?: string
  /** The modes in which it means something; both when absent. */
  readonly modes?: readonly Mode[]
}

export interface SandboxBackend {
  faults(): Promise<readonly FaultOffer[]>
  /** What is wrong with the faults that are asked for, for people; undefined when nothing is. */
  wrongFaults(given: readonly string[], scenario: Scenario, mode: Mode): Promise<string | undefined>
  /** Rejects only when the sandbox itself fails; a run that fails is an outcome. */
  rehearse(request: RehearsalRequest): Promise<Rehearsal>
}

export const sandbox: SandboxBackend = {
  async faults() {
    const { faults } = await import('../../sandbox/faults/index.ts')
    return faults
  },
  async wrongFaults(given, scenario, mode) {
    const { checkFaults, FaultRefused } = await import('../../sandbox/faults/index.ts')
    try {
      checkFaults(given, scenario, mode)
      return undefined
    } catch (error) {
      if (error instanceof FaultRefused) return error.message
      throw error
    }
  },
  async rehearse(request) {
    const { rehearse } = await import('../../sandbox/rehearse.ts')
    const began = performance.now()
    const rehearsal = await rehearse(request)
    // The sandbox itself may not look at real time.
    const wallSeconds = Math.round(performance.now() - began) / 1000
    const outcome: Outcome = { ...rehearsal.outcome, wallSeconds }
    return { ...rehearsal, outcome }
  },
}
