// Runs, plans and workspaces as JSON:API resources: the attributes that are simulated, none that would be made up.
import { may } from './find.ts'
import {
  type Account,
  changesOf,
  isOver,
  type Lock,
  type Run,
  type RunStatus,
  type State,
  type Workspace,
} from './state.ts'

const iso = (time: number): string => new Date(time).toISOString()

export const planId = ({ id }: Run): string => id.replace('run-', 'plan-')

/** An apply can be interrupted while it is on its way; what waits for a person can only be discarded. */
export const isCancelable = (run: Run): boolean =>
  !isOver(run) && run.awaits === undefined && !run.isBeingCanceled && run.status !== 'confirmed'
export const isConfirmable = (run: Run): boolean => run.awaits === 'confirmation'
export const isDiscardable = (run: Run): boolean => run.awaits !== undefined || run.status === 'pending'

export function runResource(state: State, run: Run): object {
  return {
    id: run.id,
    type: 'runs',
    attributes: {
      actions: {
        'is-cancelable': isCancelable(run),
        'is-confirmable': isConfirmable(run),
        'is-discardable': isDiscardable(run),
        'is-force-cancelable': false,
      },
      'auto-apply': run.autoApply,
      'created-at': iso(run.createdAt),
      'has-changes': changesOf(run) > 0,
      'is-destroy': false,
      message: run.message,
      'plan-only': run.planOnly,
      'position-in-queue': positionOf(state, run),
      source: 'tfe-api',
      status: run.status,
      'status-timestamps': timestamps(run),
      'target-addrs': run.targets.length > 0 ? run.targets : null,
      'trigger-reason': 'manual',
      variables: run.variables,
    },
    relationships: {
      plan: { data: { id: planId(run), type: 'plans' }, links: { related: `/api/v2/runs/${run.id}/plan` } },
      workspace: { data: { id: run.workspace.id, type: 'workspaces' } },
      'created-by': { data: { id: run.createdBy.id, type: `${run.createdBy.kind}s` } },
    },
    links: { self: `/api/v2/runs/${run.id}` },
  }
}

/** Runs of the workspace that must be over before this one; 0 once it has begun. */
function positionOf({ runs }: State, run: Run): number {
  if (run.status !== 'pending') return 0
  const before = runs.slice(0, runs.indexOf(run))
  return before.filter(each => each.workspace === run.workspace && !each.planOnly && !isOver(each)).length
}

const timestamps = ({ reached, createdAt }: Run) => ({
  'plan-queueable-at': iso(createdAt),
  ...Object.fromEntries([...reached].map(([status, at]) => [`${stampOf(status)}-at`, iso(at)])),
})

const stampOf = (status: RunStatus) => (status === 'fetching_completed' ? 'fetched' : status.replaceAll('_', '-'))

export function planResource(run: Run): object {
  const { additions = 0, changes = 0, destructions = 0 } = run.changes ?? {}
  return {
    id: planId(run),
    type: 'plans',
    attributes: {
      'has-changes': changesOf(run) > 0,
      'resource-additions': additions,
      'resource-changes': changes,
      'resource-destructions': destructions,
      'resource-imports': 0,
      status: planStatus(run),
    },
    links: { self: `/api/v2/plans/${planId(run)}` },
  }
}

const beforePlan: readonly RunStatus[] = ['pending', 'fetching', 'fetching_completed']

/** Of the plan states in the API documentation ("Plan states"). */
function planStatus({ status, changes, failure }: Run): string {
  if (changes !== undefined) return 'finished'
  if (beforePlan.includes(status)) return 'pending'
  if (status === 'plan_queued') return 'queued'
  if (status === 'planning') return 'running'
  if (failure !== undefined) return 'errored'
  return status === 'canceled' ? 'canceled' : 'unreachable'
}

/** @param account whose token asks: permissions are its own */
export function workspaceResource(state: State, workspace: Workspace, account: Account): object {
  const { id, organization, name, autoApply = false, createdAt, lock } = workspace
  const current = state.runs.findLast(run => run.workspace === workspace && run.status !== 'pending' && !run.planOnly)
  return {
    id,
    type: 'workspaces',
    attributes: {
      'auto-apply': autoApply,
      'created-at': iso(createdAt),
      'execution-mode': 'remote',
      locked: lock !== undefined,
      'locked-reason': lock?.reason || null,
      name,
      permissions: {
        'can-lock': may(account, 'write'),
        'can-queue-apply': may(account, 'write'),
        'can-queue-run': may(account, 'plan'),
      },
    },
    relationships: {
      organization: { data: { id: organization, type: 'organizations' } },
      'current-run': { data: current ? { id: current.id, type: 'runs' } : null },
      'locked-by': { data: lock ? lockedBy(lock) : null },
    },
    links: { self: `/api/v2/organizations/${organization}/workspaces/${name}` },
  }
}

const lockedBy = ({ by: { id, type } }: Lock) => ({ id, type })
