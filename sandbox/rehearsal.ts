// A rehearsal: what may be asked of one, what it tells while it runs, and what it gives. The `--json` object is `Outcome`.
import type { Platform } from '../domain/platform.ts'
import type { Retained } from '../domain/record.ts'
import type { Declaration } from '../domain/region/declaration.ts'
import type { Ending, Mode } from '../domain/run.ts'

/** What the person at the keyboard does with approvals: after so many seconds yes, or nothing, or no. */
export type Approving =
  | { readonly kind: 'approve'; readonly afterSeconds: number }
  | { readonly kind: 'never' }
  | { readonly kind: 'reject' }

export interface RehearsalRequest {
  readonly scenario: string
  readonly mode: Mode
  /** Same seed, same bytes. */
  readonly seed: string
  readonly platform: Platform
  /** Fields of the request that replace what the world proposes, such as `contain: 'now'`. */
  readonly input: Readonly<Record<string, unknown>>
  readonly approving: Approving
  /** People ask and answer in Slack, and hear of the run there; default false. */
  readonly chat?: boolean
  /** Names of faults, with their argument: `operator-aborts@restored`. */
  readonly faults: readonly string[]
  /** Folder of esbuild bundles to run in place of the sources. */
  readonly bundles?: string
  readonly onProgress?: ((progress: Progress) => void) | undefined
  /** False leaves out the ideal run, and with it idealSeconds and overheadRatio; default true. */
  readonly measureOverhead?: boolean
}

/** Something to show while the rehearsal runs. */
export type Progress =
  | { readonly kind: 'world'; readonly text: string }
  | { readonly kind: 'step'; readonly elapsedSeconds: number; readonly step: StepOutcome }
  | { readonly kind: 'said'; readonly line: Said }

/** One line of the conversation in chat. */
export interface Said {
  readonly at: string
  readonly by: string
  readonly how: 'typed' | 'clicked' | 'posted' | 'in-thread' | 'changed' | 'whispered'
  readonly text: string
}

export interface StepOutcome {
  readonly phase: string
  readonly name: string
  readonly title: string
  readonly startedAt: string
  /** Null when it had not ended. */
  readonly endedAt: string | null
  readonly status: 'done' | 'failed' | 'undone' | 'skipped'
  readonly attempts: number
  /** What AWS or the step said, in a line. */
  readonly said: string
}

interface Objective {
  readonly promisedSeconds: number
  /** Null when nothing was there to measure. */
  readonly achievedSeconds: number | null
  readonly met: boolean
}

export interface Outcome {
  readonly scenario: string
  readonly mode: Mode
  readonly seed: string
  readonly ending: Ending
  readonly cause: string
  readonly startedAt: string
  readonly endedAt: string
  readonly steps: readonly StepOutcome[]
  readonly objectives: {
    readonly rto: Objective
    readonly rpo: Objective
    /** RPO of each store, where each is restored from a backup of its own. */
    readonly stores?: Readonly<Record<string, Objective>>
  }
  /** Of a region that was declared lost: when it was lost, noticed and declared, and the seconds between. */
  readonly declared?: Declaration
  readonly visitors: {
    readonly requests: number
    readonly writes: number
    readonly failed: number
    readonly wrong: number
    readonly outageSeconds: number
    readonly lostWrites: number
    readonly exportedWrites: number
    readonly healthyAtEnd: boolean
  }
  /** The same run with completion noticed at once and handlers taking no time. Null when it was not measured. */
  readonly idealSeconds: number | null
  /** Null when it was not measured, or when nothing ran that takes time. */
  readonly overheadRatio: number | null
  readonly calls: { readonly total: number; readonly byOperation: Readonly<Record<string, number>> }
  readonly transitions: number
  readonly denied: readonly string[]
  readonly retained: readonly Retained[]
  readonly leftovers: readonly string[]
  readonly parity: { readonly checked: number; readonly repaired: number; readonly unexplained: number }
  /** Estimate in US dollars, with what it is made of. */
  readonly cost: { readonly total: number; readonly parts: Readonly<Record<string, number>> }
  /** Real seconds the rehearsal took. */
  readonly wallSeconds: number
}

/** Everything a rehearsal gives: the outcome, and what lies behind it, for the report folder and for tests. */
export interface Rehearsal {
  readonly outcome: Outcome
  /** The report as the run itself wrote it into the evidence bucket; empty when it wrote none. */
  readonly runReport: string
  readonly history: readonly unknown[]
  readonly calls: readonly unknown[]
  readonly logs: readonly unknown[]
  readonly messages: readonly string[]
  /** The conversation in chat; absent without one. */
  readonly said?: readonly Said[]
}
