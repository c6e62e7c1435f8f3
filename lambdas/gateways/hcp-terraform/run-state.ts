// What a run's many states mean to somebody who waits for it: not yet, done, failed, or a person is needed.

/** Numbers of resources that a plan adds, changes and destroys. */
export interface Changes {
  readonly additions: number
  readonly changes: number
  readonly destructions: number
}

export type RunSeen =
  | { readonly status: 'pending'; readonly note: string }
  /** `override` when a policy stands in the way, which `confirm` cannot lift. */
  | {
      readonly status: 'needs-confirmation'
      readonly note: string
      readonly changes: Changes
      readonly override: boolean
    }
  | {
      readonly status: 'ready'
      readonly outcome: 'applied' | 'nothing to change' | 'planned'
      readonly changes: Changes
    }
  | { readonly status: 'failed'; readonly reason: string }

/** A run as the API tells it. */
export interface RunFacts {
  readonly id: string
  readonly status: string
  readonly message: string
  readonly createdAt: number
  readonly planOnly: boolean
  readonly isConfirmable: boolean
  readonly isDiscardable: boolean
  readonly isCancelable: boolean
  /** Names of its `status-timestamps`, such as `applying-at`. */
  readonly reached: readonly string[]
  /** Runs before it; null when the API does not say. */
  readonly position: number | null
  readonly changes: Changes
}

/** Where a person decides, apart from the confirmation of a plan ("Run states" of the API documentation). */
const HELD: readonly string[] = ['policy_override', 'post_plan_awaiting_decision']
const BROKEN: readonly string[] = ['errored', 'discarded', 'canceled', 'force_canceled', 'policy_soft_failed']

/**
 * A state by itself does not tell whether a run waits: `planned`, `cost_estimated` and `policy_checked` are also passed
 * through by runs that are applied automatically. `is-confirmable` tells.
 */
export function seen(run: RunFacts): RunSeen {
  const { status, changes, planOnly } = run
  if (status === 'applied') return { status: 'ready', outcome: 'applied', changes }
  if (status === 'planned_and_finished')
    return { status: 'ready', outcome: planOnly && total(changes) > 0 ? 'planned' : 'nothing to change', changes }
  if (BROKEN.includes(status)) return { status: 'failed', reason: reasonOf(run) }
  const override = HELD.includes(status)
  if (override) return { status: 'needs-confirmation', note: `${status}: ${inWords(changes)}`, changes, override }
  if (run.isConfirmable)
    return { status: 'needs-confirmation', note: `${status}: ${inWords(changes)}`, changes, override }
  return { status: 'pending', note: status.replaceAll('_', ' ') }
}

const total = ({ additions, changes, destructions }: Changes): number => additions + changes + destructions

export const inWords = ({ additions, changes, destructions }: Changes): string =>
  `${additions} to add, ${changes} to change, ${destructions} to destroy`

/** The cause itself stands only in the log of the phase, which may hold secrets and is for people to read. */
function reasonOf({ status, reached }: RunFacts): string {
  const what = status.replaceAll('_', ' ')
  if (reached.includes('applying-at')) return `${what} during the apply: a part of it may have been built`
  if (status === 'policy_soft_failed') return `${what}: a policy stands in the way; nothing was changed`
  if (reached.includes('planned-at')) return `${what} after the plan: nothing was changed`
  return `${what} before or during the plan: nothing was changed`
}
