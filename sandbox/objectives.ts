// RTO and RPO as achieved: measured by the visitors, and only where the platform was really recovered.
import { toMillis } from '../domain/instant.ts'
import type { Ending } from '../domain/run.ts'
import type { Outcome, StepOutcome } from './rehearsal.ts'
import type { Run } from './stage.ts'
import { achievedRpo, healthyAtEnd, heldTokens, lostWrites, secondsUntilWell } from './world/measures.ts'

export function objectivesOf(run: Run, ending: Ending): Outcome['objectives'] {
  const { rto, rpo } = run.scenario.objectives
  return {
    rto: objective(rto, achievedRtoOf(run, ending)),
    rpo: objective(rpo[sourceOf(run)] ?? Object.values(rpo)[0] ?? 0, achievedRpoOf(run, ending)),
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
  const pages = secondsUntilWell(world.visitors.visits, execution.startDate)
  return witness ? Math.max(pages, secondsUntilWell(witness.visits, execution.startDate, witness.everySeconds)) : pages
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
  const { world, incidentAt, witness } = run
  if (incidentAt === undefined || (ending !== 'Recovered' && ending !== 'Held')) return null
  const achieved = witness?.achievedRpo(incidentAt) ?? achievedRpo(world.visitors, heldIn(run), incidentAt)
  return Number.isFinite(achieved) ? achieved : null
}

const heldIn = ({ world }: Run) => heldTokens(world.site.session(), world.platform.database.tablePrefix)

export const lostOf = (run: Run) => lostWrites(run.world.visitors, heldIn(run))
