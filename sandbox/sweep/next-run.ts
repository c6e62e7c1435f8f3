// The run that follows one which had a misfortune: the lock is free or taken over, and it succeeds in every respect.
import type { Ending } from '../../domain/run.ts'
import { type Stage, startRun } from '../stage.ts'
import { settled } from '../supervisor.ts'
import type { World } from '../world/world.ts'
import { SURVIVED } from './expected.ts'
import { LAST, seen } from './judge.ts'
import { changedProduction, productionOf } from './production.ts'
import { changedBesides } from './recovered.ts'

const MINUTE = 60_000
/** Late effects, retried events and slow visitors are given their time. */
export const AFTERWARDS = 5 * MINUTE

/**
 * What went wrong has been seen to, and a person asks again: whatever was not undone, the next run succeeds, and leaves
 * nothing of it; or its preflight finds what only a person may take away, a lock or a claim, before anything is touched.
 * After Held there is a decision to be taken first.
 */
export async function nextRun(
  stage: Stage,
  ending: Ending,
  found: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const { world, request } = stage
  if (ending === SURVIVED[request.mode] || ending === 'Held') return []
  const { status, output, error, cause } = await settled(world, startRun(stage).execution)
  if (ending === 'RollbackIncomplete' && error === 'Refused' && (cause ?? '').includes('PreflightFailed')) return []
  if (status !== 'SUCCEEDED' || !(output ?? '').includes(SURVIVED[request.mode]))
    return [`the next run ended as ${error ?? output ?? status}: ${cause ?? ''}`]
  await world.clock.run(world.clock.now() + AFTERWARDS)
  return [...notAsBefore(stage, found), ...stillBad(world)].map(fault => `after the next run: ${fault}`)
}

const notAsBefore = (stage: Stage, found: ReadonlyMap<string, string>): readonly string[] =>
  stage.request.mode === 'drill'
    ? changedProduction(found, productionOf(stage.world))
    : changedBesides({ stage, found })

function stillBad({ visitors }: World): readonly string[] {
  // Whoever keeps old answers to names is still led to where nobody serves.
  const last = visitors.visits.filter(({ stubborn }) => !stubborn).slice(-LAST)
  return last.every(visit => visit.seen === 'ok') ? [] : [`visitors meet ${seen(last)}`]
}
