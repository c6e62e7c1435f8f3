// The calm run of a sweep, listened to: every call, every state, every step and every change of state that can go wrong.

import type { Scheduled } from '../lifecycle.ts'
import { ended, startRun } from '../stage.ts'
import { arm } from './arm.ts'
import { atEveryCall } from './calls.ts'
import { SURVIVED } from './expected.ts'
import type { Site } from './misfortune.ts'
import { placesIn } from './places.ts'
import { type Subject, stageFor } from './rehearse-case.ts'
import { type Invocation, watchInvocations } from './watch.ts'

export interface Calm {
  readonly sites: readonly Site[]
  /** States that take time, in the order entered, with the step that was at work. */
  readonly states: readonly { readonly state: string; readonly step: string }[]
  readonly invocations: readonly Invocation[]
  readonly changes: readonly (Scheduled & { readonly step: string })[]
  /** Calls of undos that the calm run itself has no need of, by the step at which the operator said abort. */
  readonly walksBack: readonly { readonly abortedAt: string; readonly sites: readonly Site[] }[]
}

/** What an execution can be stopped in: states that take no time are over before anybody could. */
const TAKES_TIME = new Set(['TaskStateEntered', 'WaitStateEntered', 'ParallelStateEntered'])

/**
 * @param back false leaves out the ways back, for each of which the scenario is rehearsed once more
 * @throws when the calm run does not end well: then nothing that a sweep could say would mean anything
 */
export async function recordCalm(subject: Subject, { back = true } = {}): Promise<Calm> {
  const stage = await stageFor(subject)
  const { world } = stage
  const watch = watchInvocations(world)
  const calm = { sites: [] as Site[], states: [] as Calm['states'][number][], changes: [] as Calm['changes'][number][] }
  const step = () => watch.invocations.at(-1)?.step ?? 'request'
  atEveryCall(world, watch, site => {
    calm.sites.push(site)
    return undefined
  })
  world.lifecycle.onSchedule(scheduled => calm.changes.push({ ...scheduled, step: step() }))
  world.watching.happened.push((_, event) => {
    if (TAKES_TIME.has(event.type)) calm.states.push({ state: nameIn(event), step: step() })
  })
  const run = startRun(stage)
  await ended(run)
  world.visitors.stop()
  const { status, error, cause, output } = run.execution
  if (status !== 'SUCCEEDED' || !output?.includes(SURVIVED[subject.mode]))
    throw new Error(`the calm run of ${subject.scenario} (${subject.mode}) ended as ${status}: ${error}: ${cause}`)
  return {
    ...calm,
    states: withOwnStep(calm.states, run.execution.stateMachineArn, stage),
    invocations: watch.invocations,
    walksBack: back ? await recordWalksBack(subject, watch.invocations) : [],
  }
}

/** A drill takes everything away in its calm run; a recovery undoes something only when it goes back, early or late. */
async function recordWalksBack(subject: Subject, invocations: readonly Invocation[]): Promise<Calm['walksBack']> {
  if (subject.mode === 'drill') return []
  const visited = [...new Set(invocations.map(({ step }) => step))]
  const placeOf = placesIn({ subject, visited })
  const heeding = invocations.filter(({ step, heeds }) => heeds && placeOf(step) === 'working').map(({ step }) => step)
  const found: Calm['walksBack'][number][] = []
  for (const abortedAt of new Set([heeding.at(0), heeding.at(-1)]))
    if (abortedAt !== undefined) found.push({ abortedAt, sites: await recordWalkBack(subject, abortedAt) })
  return found
}

/** @throws when the operator's abort does not take everything back */
async function recordWalkBack(subject: Subject, abortedAt: string): Promise<readonly Site[]> {
  const stage = await stageFor(subject)
  const sites: Site[] = []
  atEveryCall(stage.world, watchInvocations(stage.world), site => {
    sites.push(site)
    return undefined
  })
  const run = startRun(stage)
  arm(stage, { kind: 'aborted', step: abortedAt, heededAt: abortedAt }, run.id)
  await ended(run)
  stage.world.visitors.stop()
  const { error, cause } = run.execution
  if (error !== 'RolledBack')
    throw new Error(`aborted at ${abortedAt}, ${subject.scenario} ended as ${error}: ${cause}`)
  return sites.filter(({ step }) => step.startsWith('undo_'))
}

const nameIn = (event: unknown): string =>
  (event as { stateEnteredEventDetails?: { name?: string } }).stateEnteredEventDetails?.name ?? ''

/** A task's state says in its arguments which step it is; others belong to the step before them. */
function withOwnStep(states: Calm['states'], machineArn: string, { world }: Awaited<ReturnType<typeof stageFor>>) {
  const { definition } = world.engine.describeStateMachine(machineArn)
  const steps = new Map<string, string>()
  collect(JSON.parse(definition), steps)
  const first = new Map(states.toReversed().map(({ state, step }) => [state, steps.get(state) ?? step]))
  return states
    .filter(({ state }, index) => states.findIndex(each => each.state === state) === index)
    .map(({ state }) => ({ state, step: first.get(state) ?? 'request' }))
}

interface Printed {
  readonly States?: Readonly<Record<string, Printed>>
  readonly Branches?: readonly Printed[]
  readonly Arguments?: { readonly Payload?: { readonly step?: string } }
}

function collect({ States = {} }: Printed, steps: Map<string, string>): void {
  for (const [name, state] of Object.entries(States)) {
    const step = state.Arguments?.Payload?.step
    if (step !== undefined) steps.set(name, step)
    for (const branch of state.Branches ?? []) collect(branch, steps)
  }
}
