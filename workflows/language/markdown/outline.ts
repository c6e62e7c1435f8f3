// A runbook as data for people: what `muster explain --json` gives, and what Markdown and the terminal are made from.
import type { Mode } from '../../../domain/run.ts'
import type { RequestField } from './request-fields.ts'

export interface Outline {
  readonly scenario: string
  readonly title: string
  readonly summary: string
  readonly mode: Mode
  /** Name of the deployed state machine. */
  readonly machine: string
  readonly promised: { readonly rtoSeconds: number; readonly rpoSeconds: Readonly<Record<string, number>> }
  readonly expected: {
    /** Sum of the waits until users are served again; side by side where they run side by side. */
    readonly untilServedSeconds: number
    /** Waits after that, such as the commit window. */
    readonly afterwardsSeconds: number
    /** How long people may take over all approvals together, at most. */
    readonly approvalsAtMostSeconds: number
  }
  readonly request: readonly RequestField[]
  readonly phases: readonly PhaseOutline[]
  /** What is done when a step fails, in the order in which it is done: last step first. */
  readonly undoChain: readonly (UndoOutline & { readonly of: string })[]
  /** Verbs that stand around every runbook: they check the request, report, tell, release and unwind. */
  readonly around: readonly VerbOutline[]
}

export interface PhaseOutline {
  readonly title: string
  readonly items: readonly Item[]
}

export type Item = StepItem | WaitItem | ApprovalItem | ChoiceItem | OptionalItem | ParallelItem | MarkItem

/** What a verb may do, from its contract's `needs`. */
export interface VerbOutline {
  readonly verb: string
  /** What it may change, such as `rds:DeleteDBCluster on cluster:shop-rec-*`. Empty: it only reads. */
  readonly changes: readonly string[]
  /** Everything it may do. */
  readonly permissions: readonly string[]
}

export interface StepItem extends VerbOutline {
  readonly kind: 'step'
  /** Counted through the whole runbook of this mode. */
  readonly number: number
  readonly name: string
  readonly title: string
  /** Why doing it again is safe. */
  readonly again: string
  readonly undo: UndoOutline | null
  /** Errors that end the run quietly as Skipped. */
  readonly skipsOn: readonly string[]
}

export interface UndoOutline extends VerbOutline {
  readonly title: string
  /** For undos that take time. */
  readonly waitsAtMostSeconds: number | null
  /** Recover mode: done instead once the restore is proved. */
  readonly onceProved: (VerbOutline & { readonly title: string }) | null
}

export interface WaitItem extends VerbOutline {
  readonly kind: 'wait'
  readonly number: number
  readonly name: string
  readonly title: string
  readonly expectedSeconds: number
  readonly withinSeconds: number
  /** Seconds between polls while completion is due. */
  readonly everySeconds: number
  /** Each poll stays until something changes, or the next is near. */
  readonly watches: boolean
  readonly countsTowardsRto: boolean
}

export interface ApprovalItem {
  readonly kind: 'approval'
  readonly number: number
  readonly name: string
  readonly title: string
  /** Names of the facts that the approver is shown. */
  readonly shows: readonly string[]
  /** A condition on the request under which nobody is asked; null: always asked. */
  readonly waivedWhen: string | null
  readonly withinSeconds: number
  readonly onSilence: 'stop'
}

export interface ChoiceItem {
  readonly kind: 'choice'
  readonly title: string
  /** The condition under which `items` are done. */
  readonly when: string
  readonly items: readonly Item[]
}

/** Where it fails, its own undos are done at once, and the run goes on without it. */
export interface OptionalItem {
  readonly kind: 'optional'
  readonly title: string
  readonly items: readonly Item[]
}

export interface ParallelItem {
  readonly kind: 'parallel'
  readonly name: string
  readonly title: string
  readonly branches: readonly { readonly name: string; readonly items: readonly Item[] }[]
}

export interface MarkItem {
  readonly kind: 'mark'
  readonly mark: 'proved' | 'serving'
  /** For `serving`: what decides between hold and rollback, such as `request.onFailingHealth`. */
  readonly onFailure: string | null
}
