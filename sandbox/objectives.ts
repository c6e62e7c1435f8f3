// RTO and RPO as achieved: measured by the visitors, and only where the platform was really recovered.
import { toMillis } from '../domain/instant.ts'
import type { Ending } from '../domain/run.ts'
import type { Outcome, StepOutcome } from './rehearsal.ts'
import type { Run } from './stage.ts'
import { achievedRpo, healthyAtEnd, heldIn, lostWrites, secondsUntilWell } from './world/measures.ts'

export function objectivesOf(run: Run, ending: Ending): Outcome['objectives'] {
  const { rto, rpo } = run.scenario.objectives
  const promised = rpo[sourceOf(run)] ?? Object.values(rpo)[0] ?? 0
  const stores = Object.entries(run.stores).map(([name, store]) => {
    const achieved = isRecovery(run, ending) ? finite(store.achievedRpo(run.incidentAt)) : null
    return [name, objective(rpo[name] ?? promised, achieved)] as const
  })
  return {
    rto: objective(rto, achievedRtoOf(run, ending)),
    rpo: objective(promised, achievedRpoOf(run, ending)),
    ...(stores.length > 0 && { stores: Object.fromEntries(stores) }),
  }
}

const objective = (promisedSeconds: number, achievedSeconds: number | null) => ({
  promisedSeconds,
  achievedSeconds,
  met: achievedSeconds !== null && achievedSeconds <= promisedSeconds,
})

/** The source of restore that the request named; each has its own promise. */
const sourceOf = ({ execution }: Run): string => (JSON.parse(execution.input) as { from?: string }).from ?? ''

/** Null when nobody was recovered: going back to where one was is not a recovery. */
function achievedRtoOf(run: Run, ending: Ending): number | null {
  const { world, execution, timeline } = run
  // A drill has no outage to end: what it measures is the time from its start to its last proof.
  if (ending === 'DrillPassed') return secondsToProof(timeline.steps(), execution.startDate)
  if ((ending !== 'Recovered' && ending !== 'Held') || !isServedWell(run)) return null
  const { witness } = run
  const from = countedFrom(run)
  const pages = secondsUntilWell(world.visitors.visits, from)
  return witness ? Math.max(pages, secondsUntilWell(witness.visits, from, witness.everySeconds)) : pages
}

/** From the step that the scenario names, and where it names none from the start of the run. */
function countedFrom({ execution, timeline, scenario }: Run): number {
  const declared = timeline.steps().find(({ name }) => name === scenario.rtoFrom)?.endedAt
  return declared ? toMillis(declared) : execution.startDate
}

/** Everybody who looks, at pages, files or dashboards, has lately found what should be there. */
export const isServedWell = ({ world, witness }: Run): boolean =>
  healthyAtEnd(world.visitors.visits) && (witness === undefined || healthyAtEnd(witness.visits))

function secondsToProof(steps: readonly StepOutcome[], startedAt: number): number {
  const ends = steps
    .filter(({ phase, endedAt }) => phase !== 'Undo' && phase !== 'Close' && endedAt !== null)
    .map(({ endedAt }) => toMillis(endedAt ?? ''))
  return (Math.max(startedAt, ...ends) - startedAt) / 1000
}

function achievedRpoOf(run: Run, ending: Ending): number | null {
  if (!isRecovery(run, ending)) return null
  const { world, incidentAt, witness } = run
  return finite(witness?.achievedRpo(incidentAt) ?? achievedRpo(world.visitors, heldIn(world), incidentAt))
}

const finite = (achieved: number): number | null => (Number.isFinite(achieved) ? achieved : null)

const isRecovery = (run: Run, ending: Ending): run is Run & { readonly incidentAt: number } =>
  run.incidentAt !== undefined && (ending === 'Recovered' || ending === 'Held')

export const lostOf = (run: Run) => lostWrites(run.world.visitors, heldIn(run.world))
