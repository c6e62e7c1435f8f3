// Runs that restore a database from a recovery point or a snapshot, with what the vault and its jobs hold.
import type { RehearsalRequest } from '../../sandbox/rehearsal.ts'
import { closeStage, type Stage } from '../../sandbox/stage.ts'
import { measured, platform, played, staged } from '../rehearsing.ts'

export const { vault, restoreRole } = platform.database
export const role = `arn:aws:iam::${platform.account}:role/${restoreRole}`
export const fromPoint = { input: { from: 'recovery-point' } }

/** Points of the vault, the newest first. */
export const pointsOf = ({ world }: Stage) =>
  world.region.backup.recoveryPoints(vault).toSorted((a, b) => b.createdAt - a.createdAt)

export const jobsOf = ({ world }: Stage) => world.region.backup.restoreJobs()

/** One run on a stage that was prepared, and what it came to. */
export async function prepared(prepare: (stage: Stage) => void, given: Partial<RehearsalRequest> = fromPoint) {
  const stage = await staged(given)
  prepare(stage)
  const run = await played(stage)
  await closeStage(stage)
  return { stage, run, outcome: measured(stage, run) }
}
