// What a sweep lets go wrong, one thing a rehearsal: a call at the edge, a change of state, a stop, an abort.
import type { Transition } from '../timings.ts'

export const edgeKinds = ['fails-once', 'throttled', 'times-out', 'response-lost', 'late-effect', 'denied'] as const
export type EdgeKind = (typeof edgeKinds)[number]

export const kinds = [...edgeKinds, 'state-fault', 'stopped', 'aborted'] as const
export type Kind = (typeof kinds)[number]

/** A call of the calm run: the `nth` of its operation under that verb's role. */
export interface Site {
  readonly verb: string
  /** `rds:DescribeDBClusters`, or `kubernetes:patch deployments/scale`. */
  readonly operation: string
  readonly nth: number
  /** The step on whose behalf it was made; for `decide`, the question that it answers. */
  readonly step: string
}

export type Misfortune =
  | {
      readonly kind: EdgeKind
      readonly site: Site
      /** The operator says abort as that step begins, and the call is one of the walk back. */
      readonly abortedAt?: string
    }
  /** StopExecution as the state is entered for the first time. */
  | { readonly kind: 'stopped'; readonly state: string; readonly step: string }
  /** The operator says abort as the step begins; `heededAt` is the next step that looks, null when none does. */
  | { readonly kind: 'aborted'; readonly step: string; readonly heededAt: string | null }
  | {
      readonly kind: 'state-fault'
      readonly transition: Transition
      readonly resource: string
      readonly outcome: string
      readonly step: string
    }

/** Says which it is, in a line; the same misfortune always has the same name. */
export function nameOf(misfortune: Misfortune): string {
  switch (misfortune.kind) {
    case 'stopped':
      return `stopped at "${misfortune.state}"`
    case 'aborted':
      return `aborted at ${misfortune.step}`
    case 'state-fault':
      return `state-fault ${misfortune.transition} of ${misfortune.resource}: ${misfortune.outcome}`
    default: {
      const { verb, operation, nth, step } = misfortune.site
      const aborted = misfortune.abortedAt === undefined ? '' : `, aborted at ${misfortune.abortedAt}`
      return `${misfortune.kind} ${operation}#${nth} by ${verb} in ${step}${aborted}`
    }
  }
}
