// The rehearsals that use every grant which only a lost region needs: in most of them the primary answers again.
import type { Use } from './rehearsals.ts'

/** Steps that read the lock once more before they touch production; the undos after them do so as well. */
const underLock = ['promoted', 'fence', 'shifted'] as const

/** Visitors are sent, and nobody hears of it in all the tries of the step: it is walked back while nothing is written. */
const neverHeard = Array.from({ length: 18 }, () => 'response-lost@cloudwatch:PutMetricData')

export const regionRehearsals: readonly Use[] = [
  { title: 'a calm drill', mode: 'drill' },
  {
    title: 'the primary region goes on listing replicas that were promoted while it was silent',
    ...{ mode: 'recover', faults: ['primary-returns@homeNow', ...neverHeard] },
  },
  {
    title: 'the primary region answers again in the commit window',
    ...{ mode: 'recover', faults: ['primary-returns@committed'], unhurried: true },
  },
  { title: 'the operator goes back', mode: 'recover', faults: ['operator-rolls-back@2'] },
  {
    title: 'a recovery that asks nobody is paused, and aborted while Terraform builds',
    input: { approval: 'waived', waivedBecause: 'everybody is awake and has agreed' },
    ...{ mode: 'recover', faults: ['operator-pauses@planned'], abortsAt: 'applied' },
  },
  ...underLock.map(
    (step): Use => ({
      title: `the lock vanishes at ${step}`,
      ...{ mode: 'recover', unlockedAt: step, faults: ['primary-returns@homeNow'] },
    }),
  ),
]
