// What a runbook is once it is written down: a list of nodes. Builders make them, printers and rules read them.
import type * as z from 'zod'
import type { ErrorKind } from '../../domain/errors.ts'
import type { Place } from '../../domain/platform-places.ts'
import type { Mode } from '../../domain/run.ts'
import type { CheckContract, Contract } from '../../lambdas/contract.ts'

/** A function from `$` to arguments, kept as written; printers apply it to references. */
export type Arrow = (refs: never) => unknown

/** Seconds. An undo does not heed the operator, so it has no pause and no abort. */
export interface UndoTimes {
  readonly expected: number
  readonly within: number
  readonly every: number
}

export interface Undo {
  readonly title: string
  readonly contract: Contract
  readonly args: Arrow
  /** Seconds allowed to an undo whose contract is itself a check; default 30 min. */
  readonly within?: number
  /** Seconds between the polls of such an undo; default 15, as for AWS Backup. */
  readonly every?: number
  /** Whatever the undo of the step before undoes, this one may go on at the same time. */
  readonly beside?: boolean
  /** Polled until ready, for undos that take time. */
  readonly until?: { readonly contract: CheckContract; readonly args: Arrow; readonly times: UndoTimes }
  /** Done in its place once the restore is proved, in recover mode: what was restored is retained. */
  readonly onceProved?: { readonly title: string; readonly contract: Contract; readonly args: Arrow }
}

/** Of an undo whose contract is itself a check. */
export const undoTimes = ({ within = 1800, every = 15 }: Undo): UndoTimes => ({ expected: 60, within, every })

export interface StepNode {
  readonly kind: 'step'
  readonly name: string
  readonly title: string
  readonly contract: Contract
  readonly args: Arrow
  readonly undo?: Undo
  /** Tried for minutes instead of one: giving up would leave the site down. */
  readonly persistent?: boolean
  /** Errors that end the run quietly as Skipped. */
  readonly skipsOn?: readonly ErrorKind[]
}

export interface WaitNode {
  readonly kind: 'wait'
  readonly name: string
  readonly title: string
  readonly contract: CheckContract
  readonly args: Arrow
  readonly expected: number
  /** A function from `$` to what an earlier step expects of this very work, in whole seconds: the poll plan follows it. */
  readonly estimate?: Arrow
  readonly within: number
  /** Seconds between polls while completion is due; default 10, 15 for AWS Backup. */
  readonly every: number
  /** False for waits that come after users are served again, such as the commit window. */
  readonly countsTowardsRto?: boolean
}

export interface ApproveNode {
  readonly kind: 'approve'
  readonly name: string
  readonly title: string
  readonly shows: Arrow
  /** True when the request waives this approval. */
  readonly waived?: Condition
  readonly within: number
  /** What silence means: the run stops. */
  readonly onSilence: 'stop'
}

/** What an arrow of a condition returns: a reference compared with a literal, which cannot fail. */
export interface Comparison {
  readonly subject: object
  readonly is: 'equal' | 'not-equal' | 'null' | 'not-null'
  readonly to?: string | number | boolean
}

/** A function from `$` to a {@link Comparison}. */
export type Condition = (refs: never) => Comparison

export interface ChooseNode {
  readonly kind: 'choose'
  readonly title: string
  readonly when: Condition
  readonly nodes: readonly Node[]
}

/** One of several ways to the same, by a value that names it. What every way learns is known afterwards. */
export interface EitherNode {
  readonly kind: 'either'
  readonly title: string
  /** A function from `$` to the reference whose values are the names of the ways. */
  readonly on: Arrow
  readonly ways: Readonly<Record<string, readonly Node[]>>
}

export interface ParallelNode {
  readonly kind: 'parallel'
  readonly name: string
  readonly title: string
  /** What its branches learn is known by their own names afterwards, rather than below the name of the passage. */
  readonly open: boolean
  readonly branches: Readonly<Record<string, readonly Node[]>>
}

/** What the run does without when it fails: its own undos are walked at once, and the run goes on. */
export interface OptionalNode {
  readonly kind: 'optional'
  readonly title: string
  readonly nodes: readonly Node[]
}

export interface OnlyNode {
  readonly kind: 'only'
  readonly mode: Mode
  readonly nodes: readonly Node[]
}

export interface PhaseNode {
  readonly kind: 'phase'
  readonly title: string
}

/** `proved`: what was restored is worth keeping. `serving`: users write to it; failure is a person's decision. */
export interface MarkNode {
  readonly kind: 'mark'
  readonly mark: 'proved' | 'serving'
  /** For `serving`: a reference to `hold` or `rollback`, or always `hold`. */
  readonly onFailure?: Arrow
}

export type Node =
  | StepNode
  | WaitNode
  | ApproveNode
  | ChooseNode
  | EitherNode
  | ParallelNode
  | OptionalNode
  | OnlyNode
  | PhaseNode
  | MarkNode

export interface Scenario {
  readonly name: string
  readonly title: string
  /** The first comment of the file, in a sentence: what has happened and what is done about it. */
  readonly summary: string
  readonly objectives: { readonly rto: number; readonly rpo: Readonly<Record<string, number>> }
  /** The approval at whose end the clock of the RTO starts; the start of the run when absent. */
  readonly rtoFrom?: string
  /** Where its machines and functions live; the primary region when absent. `$.platform` is the platform as it is there. */
  readonly runsIn?: Place
  readonly requests: Readonly<Record<Mode, z.ZodType>>
  readonly nodes: readonly Node[]
}
