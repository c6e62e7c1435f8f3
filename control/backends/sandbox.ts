// The sandbox as a place to run in. It is loaded only when something is rehearsed, so that all else is instant.
import type { Outcome, Rehearsal, RehearsalRequest } from '../../sandbox/rehearsal.ts'

export type { Approving, Outcome, Progress, Rehearsal, RehearsalRequest, StepOutcome } from '../../sandbox/rehearsal.ts'

/** A misfortune as `--fault` takes it. */
export interface FaultOffer {
  readonly name: string
  /** What it does, in words. */
  readonly does: string
  /** What must stand after the `@`; absent when it takes nothing. */
  readonly argument?: string
}

export interface SandboxBackend {
  faults(): Promise<readonly FaultOffer[]>
  /** Rejects only when the sandbox itself fails; a run that fails is an outcome. */
  rehearse(request: RehearsalRequest): Promise<Rehearsal>
}

export const sandbox: SandboxBackend = {
  async faults() {
    const { faults } = await import('../../sandbox/faults/index.ts')
    return faults
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
