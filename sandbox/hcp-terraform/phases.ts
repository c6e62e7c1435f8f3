// A run on its way: it waits for its workspace, is planned, looked at and applied, and then lets the next one begin.
import type { Outcomes } from '../lifecycle.ts'
import type { Transition } from '../timings.ts'
import { literalOf } from './literals.ts'
import {
  type Asked,
  type Changes,
  changesOf,
  isOver,
  type Run,
  type RunStatus,
  type State,
  type Workspace,
} from './state.ts'

/** Of a run that nobody holds up any more. */
type Next = (state: State, run: Run) => void

/**
 * The oldest run that waits takes the lock and begins. A lock that a person or a team holds keeps every run pending, their
 * own ones too; only plan-only runs heed no lock ("Locking workspaces").
 */
export function proceed(state: State, workspace: Workspace): void {
  if (workspace.lock !== undefined) return
  const next = state.runs.find(run => run.workspace === workspace && run.status === 'pending' && !run.planOnly)
  if (!next) return
  workspace.lock = { by: { type: 'runs', id: next.id }, reason: '' }
  begin(state, next)
}

export function begin(state: State, run: Run): void {
  if (!run.workspace.fetches) queuePlan(state, run)
  else fetchConfiguration(state, run)
}

const fetchConfiguration: Next = (state, run) =>
  phase(state, run, { status: 'fetching', transition: 'terraform.fetching' }, () => ({
    done: () => {
      reach(state, run, 'fetching_completed')
      queuePlan(state, run)
    },
    errored: () => fail(state, run, 'plan', 'Failed to fetch the configuration from version control'),
  }))

const queuePlan: Next = (state, run) =>
  phase(state, run, { status: 'plan_queued', transition: 'terraform.plan-queued' }, () => ({
    done: () => plan(state, run),
  }))

const plan: Next = (state, run) =>
  phase(state, run, { status: 'planning', transition: 'terraform.planning' }, () => ({
    done: () => {
      const changes = attempt(state, run, 'plan', asked => run.workspace.plan(asked))
      if (changes === undefined) return
      run.changes = changes
      reach(state, run, 'planned')
      const { estimatesCosts, checksPolicies } = run.workspace
      afterLook(state, run, estimatesCosts ? estimateCosts : checksPolicies ? checkPolicies : undefined)
    },
    errored: () => fail(state, run, 'plan', 'Error: the provider did not answer'),
  }))

const estimateCosts: Next = (state, run) =>
  phase(state, run, { status: 'cost_estimating', transition: 'terraform.cost-estimating' }, () => ({
    done: () => {
      reach(state, run, 'cost_estimated')
      afterLook(state, run, run.workspace.checksPolicies ? checkPolicies : undefined)
    },
  }))

/** A soft failure waits for somebody who may override it; for a plan-only run it is the end ("Run states"). */
const checkPolicies: Next = (state, run) =>
  phase(state, run, { status: 'policy_checking', transition: 'terraform.policy-checking' }, () => ({
    done: () => {
      reach(state, run, 'policy_checked')
      afterLook(state, run, undefined)
    },
    'soft-failed': () => {
      if (!run.planOnly) run.awaits = 'override'
      if (run.planOnly) end(state, run, 'policy_soft_failed')
      else reach(state, run, 'policy_override')
    },
    'hard-failed': () => fail(state, run, 'policy check', 'A hard-mandatory policy failed'),
  }))

/** Goes on to the next look, if there is one; else the run ends, is applied, or waits to be confirmed. */
function afterLook(state: State, run: Run, further: Next | undefined): void {
  if (further) moveOn(state, run, further)
  else if (run.planOnly || changesOf(run) === 0) moveOn(state, run, () => end(state, run, 'planned_and_finished'))
  // Auto-apply means nothing for a run that was queued by somebody who may not apply.
  else if (run.autoApply && run.createdBy.access === 'write') moveOn(state, run, queueApply)
  else {
    run.awaits = 'confirmation'
    state.surroundings.lifecycle.changed()
  }
}

/** For a moment the run shows the state that it is leaving, just as one that waits: only `is-confirmable` tells. */
function moveOn(state: State, run: Run, next: Next): void {
  phase(state, run, { status: run.status, transition: 'terraform.moving-on' }, () => ({ done: () => next(state, run) }))
}

/** Somebody has confirmed the plan. */
export function confirm(state: State, run: Run): void {
  run.awaits = undefined
  reach(state, run, 'confirmed')
  moveOn(state, run, queueApply)
}

const queueApply: Next = (state, run) =>
  phase(state, run, { status: 'apply_queued', transition: 'terraform.apply-queued' }, () => ({
    done: () => apply(state, run),
  }))

const apply: Next = (state, run) =>
  phase(state, run, { status: 'applying', transition: 'terraform.applying' }, () => ({
    done: () => {
      const isDone = attempt(state, run, 'apply', asked => {
        run.workspace.onApply(asked)
        return true
      })
      if (isDone) end(state, run, 'applied')
    },
    errored: () => fail(state, run, 'apply', 'Error: waiting for a resource to become available: timeout'),
  }))

/** What is interrupted ends what it has begun, which takes a while; what has not begun ends at once. */
export function cancel(state: State, run: Run): void {
  const { status, workspace } = run
  if (status === 'pending') {
    end(state, run, 'canceled')
    return
  }
  run.isBeingCanceled = true
  state.surroundings.lifecycle.schedule('terraform.canceling', workspace.name, {
    done: () => {
      if (status === 'applying') workspace.onBrokenApply?.(askedOf(run))
      end(state, run, 'canceled')
    },
  })
}

export function discard(state: State, run: Run): void {
  end(state, run, 'discarded')
}

interface Phase {
  readonly status: RunStatus
  readonly transition: Transition
}

/** Enters the phase; a run that is canceled meanwhile leaves it by that way only. */
function phase(state: State, run: Run, { status, transition }: Phase, outcomes: () => Outcomes): void {
  if (run.status !== status) reach(state, run, status)
  const guarded = Object.entries(outcomes()).map(([name, come]) => [
    name,
    () => {
      if (run.status === status && !run.isBeingCanceled) come()
    },
  ])
  const all = Object.fromEntries([...guarded, ['stuck', () => undefined]]) as unknown as Outcomes
  state.surroundings.lifecycle.schedule(transition, run.workspace.name, all)
}

function reach(state: State, run: Run, status: RunStatus): void {
  run.status = status
  run.reached.set(status, state.surroundings.clock.now())
  state.surroundings.lifecycle.changed()
}

/** Frees the workspace, if this run held it. */
function end(state: State, run: Run, status: RunStatus): void {
  run.awaits = undefined
  run.isBeingCanceled = false
  reach(state, run, status)
  const { workspace } = run
  if (workspace.lock?.by.id === run.id) workspace.lock = undefined
  proceed(state, workspace)
}

function fail(state: State, run: Run, where: 'plan' | 'policy check' | 'apply', message: string): void {
  if (isOver(run)) return
  run.failure = { phase: where, message }
  if (where === 'apply') run.workspace.onBrokenApply?.(askedOf(run))
  end(state, run, 'errored')
}

/** What the world throws at Terraform fails the run, whose log alone tells why. */
function attempt<T extends Changes | true>(
  state: State,
  run: Run,
  where: 'plan' | 'apply',
  work: (asked: Asked) => T,
): T | undefined {
  const bad = run.variables.find(({ value }) => literalOf(value) === undefined)
  if (bad) {
    fail(state, run, where, `Error: the value of the variable "${bad.key}" is not a literal`)
    return undefined
  }
  try {
    return work(askedOf(run))
  } catch (error) {
    if (!Error.isError(error)) throw error
    fail(state, run, where, `Error: ${error.message}`)
    return undefined
  }
}

function askedOf({ workspace, variables, targets }: Run): Asked {
  const values = variables.map(({ key, value }) => [key, literalOf(value)])
  return { workspace: workspace.name, variables: Object.fromEntries(values), targets }
}
