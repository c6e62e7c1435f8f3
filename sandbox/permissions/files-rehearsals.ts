// The rehearsals that use every grant of file-deletion, with those of database-corruption: several things happen in each.
import type { Use } from './rehearsals.ts'

const whole = { mode: 'whole' } as const

/** Begun and never answered, three times: the step is tried again, and has to find what it began. */
const answerLost = Array.from({ length: 3 }, () => 'response-lost@backup:StartRestoreJob')

/** The first of each kind that a run makes. */
const unheard = [
  ...answerLost,
  ...['jobs', 'persistentvolumes', 'persistentvolumeclaims'].map(each => `kubernetes-response-lost@create ${each}`),
]

/** Steps that read the lock once more before they touch production, and undos that do. */
const underLock = {
  items: ['job', 'copying'],
  whole: ['freed', 'kept'],
} as const

export const filesRehearsals: readonly Use[] = [
  {
    title: 'nobody hears in a recovery of items that what it makes was made',
    ...{ mode: 'recover', faults: unheard, unheard: { listing: 'create jobs' } },
  },
  {
    title: 'a recovery of items is paused, and aborted while files are copied',
    ...{ mode: 'recover', faults: ['operator-pauses@made'], abortsAt: 'done', unhurried: true },
  },
  {
    title: 'nobody hears in a swap that what it makes was made',
    ...{ mode: 'recover', input: whole, faults: answerLost, unheard: { described: 'create persistentvolumes' } },
  },
  { title: 'nobody hears in a drill that what it makes was made', mode: 'drill', faults: unheard },
  {
    title: 'somebody takes the tags off what a drill restored: it is found by its token',
    ...{ mode: 'drill', meanwhile: { proof: 'restored-files-untagged' } },
  },
  {
    title: 'the operator aborts a swap while its doors are made',
    ...{ mode: 'recover', input: whole, abortsAt: 'mountable' },
  },
  {
    title: 'the file system was reconfigured before a swap adopts',
    ...{ mode: 'recover', input: whole, adopts: 'and recovers', between: ['files-reconfigured'] },
  },
  ...(['items', 'whole'] as const).flatMap(mode =>
    underLock[mode].map(
      step => ({ title: `the lock vanishes at ${step}`, mode: 'recover', input: { mode }, unlockedAt: step }) as const,
    ),
  ),
]
