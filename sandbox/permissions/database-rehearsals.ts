// The rehearsals that together use every grant of database-corruption: as few as there can be, so several things happen in each.
import { type Mode, modes } from '../../domain/run.ts'
import type { Use } from './rehearsals.ts'

const fromPoint = { from: 'recovery-point' } as const

/** Begun and never answered, three times: the step is tried again, and has to find what it began. */
const answerLost = Array.from({ length: 3 }, () => 'response-lost@backup:StartRestoreJob')

/** What both modes may meet. */
const inMode = (mode: Mode): readonly Use[] => [
  {
    title: `nobody hears in a ${mode} from a continuous recovery point that the restore job was begun`,
    ...{ mode, input: fromPoint, beforehand: ['continuous-point'] },
    faults: mode === 'drill' ? [...answerLost, 'kubernetes-response-lost@create jobs'] : answerLost,
  },
  {
    title: `a ${mode} from a backup of what an earlier run restored`,
    ...{ mode, input: fromPoint, beforehand: ['point-of-restored-cluster'] },
  },
  {
    title: `the operator aborts a ${mode} from such a backup before anybody knows its cluster`,
    ...{ mode, input: fromPoint, beforehand: ['point-of-restored-cluster'], abortsAt: 'made', unhurried: true },
  },
  {
    title: `the operator aborts a ${mode} from a recovery point while its writer is made`,
    ...{ mode, input: fromPoint, abortsAt: 'up', unhurried: true },
  },
]

/** Repairs make the cluster busy; an undo that finds it so has to ask again. */
const SLOW_REPAIR = { transition: 'rds.cluster.modifying', seconds: 600 } as const

const abortedInRepairs = (from: string): Use => ({
  title: `the operator aborts while the repairs of a recovery from ${from} take their time`,
  ...{ mode: 'recover', input: { from }, slow: SLOW_REPAIR, abortsAt: 'readersUp' },
})

const adoptedInVain = (from: string): Use => ({
  title: `a recovery from ${from} adopts and is aborted`,
  ...{ mode: 'recover', input: { from }, adopts: 'and is aborted' },
})

/** Steps of the cutover before which the lock is read once more, and undos that read it too. */
const underLock = ['quiet', 'rotation', 'pointed', 'flushed', 'kept'] as const

export const databaseRehearsals: readonly Use[] = [
  ...modes.flatMap(inMode),
  {
    title: 'passwords were changed before a drill, it is paused, and somebody attaches a group to its writer meanwhile',
    ...{ mode: 'drill', input: { from: 'snapshot' }, unhurried: true },
    faults: ['password-rotated', 'operator-pauses@available'],
    meanwhile: { up: 'writer-regrouped' },
  },
  { title: 'a stopped drill is unwound', mode: 'drill', stopsAt: 'created', contends: true },
  { title: 'the lock of a drill vanishes', mode: 'drill', unlockedAt: 'created' },
  {
    title: 'passwords were changed, nothing is protected, and backups come to choose by another tag meanwhile',
    ...{ mode: 'recover', faults: ['password-rotated'], beforehand: ['unprotected'] },
    meanwhile: { readersUp: 'chosen-by-new-tag' },
  },
  { title: 'the operator aborts while the writer is made', mode: 'recover', abortsAt: 'up', unhurried: true },
  { title: 'a rotation is under way at the cutover', mode: 'recover', faults: ['rotation-on', 'rotates@rotation'] },
  { title: 'the operator goes back', mode: 'recover', faults: ['rotation-on', 'operator-rolls-back@2'] },
  { title: 'a drill gives way', mode: 'recover', faults: ['lock-held-by-a-drill'], unhurried: true },
  { title: 'a stopped recovery is unwound', mode: 'recover', stopsAt: 'created', contends: true },
  { title: 'unwinding fails five times', mode: 'recover', stopsAt: 'created', faults: ['denied@s3:ListObjectsV2'] },
  { title: 'an incident is driven through the API', mode: 'recover', drivenBy: 'api' },
  { title: 'nobody knows who asked', mode: 'recover', input: { requestedBy: null } },
  {
    title: 'backups choose by ARN, and the operator aborts',
    ...{ mode: 'recover', beforehand: ['chosen-by-arn'], abortsAt: 'works' },
  },
  ...(['snapshot', 'recovery-point'] as const).map(adoptedInVain),
  {
    title: 'the platform was reconfigured before a recovery adopts',
    ...{ mode: 'recover', adopts: 'and recovers', between: ['reconfigured'] },
  },
  ...(['point-in-time', 'recovery-point'] as const).map(abortedInRepairs),
  ...underLock.map(step => ({ title: `the lock vanishes at ${step}`, mode: 'recover', unlockedAt: step }) as const),
]
