// What HCP Terraform keeps: tokens, workspaces with their locks, runs in the order in which they were queued.
import type { Surroundings } from '../aws/service.ts'
import type { Literal } from './literals.ts'

/** Run states that are simulated, of those of the API documentation ("Run states"); no run tasks, no saved plans. */
export type RunStatus =
  | 'pending'
  | 'fetching'
  | 'fetching_completed'
  | 'plan_queued'
  | 'planning'
  | 'planned'
  | 'cost_estimating'
  | 'cost_estimated'
  | 'policy_checking'
  | 'policy_checked'
  | 'policy_override'
  | 'policy_soft_failed'
  | 'confirmed'
  | 'apply_queued'
  | 'applying'
  | 'applied'
  | 'planned_and_finished'
  | 'errored'
  | 'discarded'
  | 'canceled'

const FINAL: readonly RunStatus[] = [
  'applied',
  'planned_and_finished',
  'policy_soft_failed',
  'errored',
  'discarded',
  'canceled',
]

/** Numbers of resources. */
export interface Changes {
  readonly additions: number
  readonly changes: number
  readonly destructions: number
}

/** What a run was asked to plan and apply. */
export interface Asked {
  readonly workspace: string
  readonly variables: Readonly<Record<string, Literal>>
  /** Addresses of `-target`; everything when empty. */
  readonly targets: readonly string[]
}

export interface WorkspaceSeed {
  readonly organization: string
  readonly name: string
  /** Runs that do not say `auto-apply` themselves; false when absent. */
  readonly autoApply?: boolean
  /** Is the configuration fetched from version control, and are costs estimated and policies checked? No, when absent. */
  readonly fetches?: boolean
  readonly estimatesCosts?: boolean
  readonly checksPolicies?: boolean
  /** What there is to do now; the plan fails with the message of what this throws. */
  readonly plan: (asked: Asked) => Changes
  /** What an apply builds in the world, all at its end; the apply fails with the message of what this throws. */
  readonly onApply: (asked: Asked) => void
  /** What a failed or interrupted apply leaves in the world: nothing, when absent. */
  readonly onBrokenApply?: (asked: Asked) => void
}

/** `read` sees, `plan` may queue runs, `write` may also apply, discard, cancel and lock; anything else is not found. */
export type Access = 'none' | 'read' | 'plan' | 'write'

export interface Account {
  readonly kind: 'user' | 'team' | 'organization'
  /** E.g. `team-4jP7Nn`; rates are counted by it. */
  readonly id: string
  readonly access: Access
}

export interface Lock {
  readonly by: { readonly type: 'users' | 'teams' | 'runs'; readonly id: string }
  readonly reason: string
}

export interface Workspace extends WorkspaceSeed {
  readonly id: string
  readonly createdAt: number
  lock: Lock | undefined
}

export interface Run {
  readonly id: string
  readonly workspace: Workspace
  readonly message: string
  readonly autoApply: boolean
  readonly planOnly: boolean
  readonly targets: readonly string[]
  /** As they came: every value is the text of an HCL literal. */
  readonly variables: readonly { readonly key: string; readonly value: string }[]
  readonly createdAt: number
  readonly createdBy: Account
  status: RunStatus
  /** When each status was reached. */
  readonly reached: Map<RunStatus, number>
  /** What a person is needed for; without one the run stays as it is. */
  awaits: 'confirmation' | 'override' | undefined
  isBeingCanceled: boolean
  changes: Changes | undefined
  /** The last lines of the log of a failed phase. */
  failure: { readonly phase: 'plan' | 'policy check' | 'apply'; readonly message: string } | undefined
}

export interface State {
  readonly surroundings: Pick<Surroundings, 'clock' | 'chance' | 'lifecycle'>
  readonly tokens: Map<string, Account>
  readonly workspaces: Workspace[]
  /** In the order in which they were queued. */
  readonly runs: Run[]
}

export const isOver = ({ status }: Run): boolean => FINAL.includes(status)

/** How many resources its plan would change; none before it is planned. */
export const changesOf = ({ changes }: Run): number =>
  changes === undefined ? 0 : changes.additions + changes.changes + changes.destructions
