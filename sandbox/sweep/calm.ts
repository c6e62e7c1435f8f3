// The calm run of a sweep, listened to: every call, every state, every step and every change of state that can go wrong.

import type { Scheduled } from '../lifecycle.ts'
import { ended, startRun } from '../stage.ts'
import { atEveryCall } from './calls.ts'
import { SURVIVED } from './expected.ts'
import type { Site } from './misfortune.ts'
import { type Subject, stageFor } from './rehearse-case.ts'
import { type Invocation, watchInvocations } from './watch.ts'

export interface Calm {
  readonly sites: readonly Site[]
  /** States that take time, in the order entered, with the step that was at work. */
  readonly states: readonly { readonly state: string; readonly step: string }[]
  readonly invocations: readonly Invocation[]
  readonly changes: readonly (Scheduled & { readonly step: string })[]
}

/** What an execution can be stopped in: states that take no time are over before anybody could. */
const TAKES_TIME = new Set(['TaskStateEntered', 'WaitStateEntered', 'ParallelStateEntered'])

/** @throws when the calm run does not end well: then nothing that a sweep could say would mean anything */
export async function recordCalm(subject: Subject): Promise<Calm> {
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
  const { status, error, cause, output } = run.execution
  if (status !== 'SUCCEEDED' || !output?.includes(SURVIVED[subject.mode]))
    throw new Error(`the calm run of ${subject.scenario} (${subject.mode}) ended as ${status}: ${error}: ${cause}`)
  return {
    ...calm,
    states: withOwnStep(calm.states, run.execution.stateMachineArn, stage),
    invocations: watch.invocations,
  }
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
