// What holds whatever misfortune a run met: it ends as it should, says why, leaves nothing, and nobody is worse off for it.
import { expect } from '@jest/globals'
import { keys, type OperatorSaid } from '../../domain/control-records.ts'
import { toMillis } from '../../domain/instant.ts'
import type { Ending } from '../../domain/run.ts'
import { lockIn, type Meeting, type Met, meet, recordIn, siteAtEnd } from './meeting.ts'

interface Expected {
  readonly ends: Ending
  /** What the cause says, in order of appearance or not. */
  readonly because?: readonly string[]
  readonly site?: ReturnType<typeof siteAtEnd>
  readonly undone?: readonly string[]
  readonly leftovers?: readonly string[]
  readonly denied?: readonly string[]
}

const SITE: Readonly<Record<Ending, ReturnType<typeof siteAtEnd>>> = {
  ...{ Recovered: 'healthy', DrillPassed: 'healthy', Skipped: 'healthy' },
  ...{ Refused: 'damaged', RolledBack: 'damaged', RollbackIncomplete: 'damaged', Held: 'healthy' },
}

/** What holds whatever was met: the ending, its cause, nothing left, the lock free, visitors no worse off than before. */
export async function meets(faults: readonly string[], expected: Expected, meeting: Meeting = {}): Promise<Met> {
  const met = await meet(faults, meeting)
  const { outcome, world, production } = met
  const drill = meeting.mode === 'drill'
  expect({
    ending: outcome.ending,
    leftovers: outcome.leftovers,
    denied: outcome.denied,
    site: siteAtEnd(world),
  }).toEqual({
    ending: expected.ends,
    leftovers: expected.leftovers ?? [],
    denied: expected.denied ?? [],
    site: expected.site ?? (drill ? 'healthy' : SITE[expected.ends]),
  })
  for (const words of expected.because ?? []) expect(outcome.cause).toContain(words)
  if (expected.undone) expect(undone(met)).toEqual(expected.undone)
  expect(lockIn(world)?.owner.id).not.toBe(met.run.id)
  const goesBack = ['Refused', 'RolledBack', 'RollbackIncomplete'].includes(expected.ends)
  if (goesBack || drill) expect(production.after).toEqual(production.before)
  if (outcome.ending === 'Recovered') expect(outcome.visitors.lostWrites).toBe(outcome.visitors.exportedWrites)
  return met
}

export const undone = ({ outcome }: Met): readonly string[] =>
  outcome.steps.filter(step => step.status === 'undone').map(step => step.title)

export const BACK_TO_THE_DAMAGED = [
  'Point the secret back',
  'Have the old secret copied',
  'Resume the rotation',
  'Start WordPress on the damaged cluster',
  'Take it out of the backup plans',
  'Keep the restored cluster',
]

export const saidAt = (world: Met['world'], runId: string): number =>
  toMillis(recordIn<OperatorSaid>(world, keys.operator(runId))?.at ?? '')
