// The rehearsals that together use every grant: calm ones, and those in which something must be undone, reset or decided.
import { type Mode, modes } from '../../domain/run.ts'
import type { Transition } from '../timings.ts'
import type { Deed } from './beforehand.ts'

export interface Use {
  /** What happens in it, for the report. */
  readonly title: string
  readonly mode: Mode
  readonly input?: Readonly<Record<string, unknown>>
  readonly faults?: readonly string[]
  /** Virtual time as usual: some things overlap only then. */
  readonly unhurried?: boolean
  /** Somebody removes the platform's lock when this step begins. */
  readonly unlockedAt?: string
  /** Another run is started when the first has been stopped. */
  readonly contends?: boolean
  /** The operator says abort as this step begins. */
  readonly abortsAt?: string
  /** Another run follows the first. */
  readonly again?: boolean
  /** What somebody did to the platform before. */
  readonly beforehand?: readonly Deed[]
  /** By step: what somebody does as it begins. */
  readonly meanwhile?: Readonly<Record<string, Deed>>
  /** What somebody does after the first run, before another adopts. */
  readonly between?: readonly Deed[]
  /** Changes of AWS that take longer than usual. */
  readonly slow?: { readonly transition: Transition; readonly seconds: number }
  /** Stopped from outside when this step begins; the supervisor takes over. */
  readonly stopsAt?: string
  /** A first run proves a cluster and is aborted; a second adopts it. */
  readonly adopts?: 'and recovers' | 'and is aborted'
}

/** Each of the three sources has verbs of its own. */
const sources = ['point-in-time', 'recovery-point', 'snapshot'] as const

const fromSource = (from: (typeof sources)[number]): readonly Use[] => [
  { title: `a calm recovery from ${from}`, mode: 'recover', input: { from } },
  { title: `a calm drill from ${from}`, mode: 'drill', input: { from } },
  {
    title: `the operator aborts a recovery from ${from} at once`,
    ...{ mode: 'recover', input: { from }, abortsAt: 'available', unhurried: true },
  },
  {
    title: `the operator aborts a drill from ${from} at once`,
    ...{ mode: 'drill', input: { from }, abortsAt: 'available', unhurried: true },
  },
  { title: `a recovery from ${from} adopts`, mode: 'recover', input: { from }, adopts: 'and recovers' },
  {
    title: `a recovery from ${from} adopts and is aborted`,
    mode: 'recover',
    input: { from },
    adopts: 'and is aborted',
  },
]

/** Steps of the cutover before which the lock is read once more, and undos that read it too. */
const underLock = ['quiet', 'tried', 'rotation', 'pointed', 'copying', 'flushed', 'resumed', 'rotates', 'kept'] as const

/** Begun and never answered, three times: the step is tried again, and has to find what it began. */
const answerLost = Array.from({ length: 3 }, () => 'response-lost@backup:StartRestoreJob')

/** What both modes may meet. */
const inMode = (mode: Mode): readonly Use[] => [
  {
    title: `a ${mode} from a continuous recovery point`,
    ...{ mode, input: { from: 'recovery-point' }, beforehand: ['continuous-point'] },
  },
  {
    title: `a ${mode} from a backup of what an earlier run restored`,
    ...{ mode, input: { from: 'recovery-point' }, beforehand: ['point-of-restored-cluster'] },
  },
  {
    title: `the operator aborts a ${mode} from such a backup before anybody knows its cluster`,
    ...{ mode, input: { from: 'recovery-point' }, beforehand: ['point-of-restored-cluster'], abortsAt: 'made' },
    unhurried: true,
  },
  {
    title: `nobody hears in a ${mode} that the restore job was begun`,
    ...{ mode, input: { from: 'recovery-point' }, faults: answerLost },
  },
  {
    title: `the operator aborts a ${mode} while its writer is made`,
    ...{ mode, abortsAt: 'up', unhurried: true },
  },
  {
    title: `the operator aborts a ${mode} from a recovery point while its writer is made`,
    ...{ mode, input: { from: 'recovery-point' }, abortsAt: 'up', unhurried: true },
  },
  {
    title: `somebody attaches another parameter group to the writer of a ${mode} and takes it off again`,
    ...{ mode, meanwhile: { up: 'writer-regrouped' } },
  },
]

/** Repairs make the cluster busy; an undo that finds it so has to ask again. */
const SLOW_REPAIR = { transition: 'rds.cluster.modifying', seconds: 600 } as const

const asked: readonly Use[] = [
  {
    title: 'the operator aborts while the repairs take their time',
    ...{ mode: 'recover', slow: SLOW_REPAIR, abortsAt: 'readersUp' },
  },
  {
    title: 'the operator aborts while the repairs of what a job made take their time',
    ...{ mode: 'recover', input: { from: 'recovery-point' }, slow: SLOW_REPAIR, abortsAt: 'readersUp' },
  },
  {
    title: 'the platform was reconfigured before a recovery adopts',
    ...{ mode: 'recover', adopts: 'and recovers', between: ['reconfigured'] },
  },
  {
    title: 'backups come to choose by another tag meanwhile',
    ...{ mode: 'recover', meanwhile: { parity: 'chosen-by-new-tag' } },
  },
]

const rehearsalsOf: Readonly<Record<string, readonly Use[]>> = {
  'database-corruption': [
    ...sources.flatMap(fromSource),
    { title: 'writers are stopped at once', mode: 'recover', input: { contain: 'now' } },
    { title: 'the secret rotates', mode: 'recover', faults: ['rotation-on'] },
    { title: 'passwords were changed since', mode: 'recover', faults: ['password-rotated'] },
    { title: 'a drill after passwords were changed', mode: 'drill', faults: ['password-rotated'] },
    { title: 'the operator goes back', mode: 'recover', faults: ['rotation-on', 'operator-rolls-back@2'] },
    { title: 'the operator aborts late', mode: 'recover', abortsAt: 'works' },
    { title: 'capacity is short', mode: 'recover', faults: ['no-capacity@a'] },
    { title: 'the operator pauses', mode: 'recover', faults: ['operator-pauses@available'] },
    { title: 'the operator pauses a drill', mode: 'drill', faults: ['operator-pauses@available'] },
    { title: 'a drill gives way', mode: 'recover', faults: ['lock-held-by-a-drill'], unhurried: true },
    { title: 'a stale lock', mode: 'recover', faults: ['lock-stale'] },
    { title: 'a stale lock before a drill', mode: 'drill', faults: ['lock-stale'] },
    { title: 'a stopped recovery is unwound', mode: 'recover', stopsAt: 'created', contends: true },
    { title: 'a stopped drill is unwound', mode: 'drill', stopsAt: 'created', contends: true },
    {
      title: 'the operator aborts a recovery before its restore job is done',
      ...{ mode: 'recover', input: { from: 'recovery-point' }, abortsAt: 'job', unhurried: true },
    },
    {
      title: 'the operator aborts a drill before its restore job is done',
      ...{ mode: 'drill', input: { from: 'recovery-point' }, abortsAt: 'job', unhurried: true },
    },
    {
      title: 'the operator aborts a recovery while its members are made',
      ...{ mode: 'recover', input: { from: 'recovery-point' }, abortsAt: 'inSync', unhurried: true },
    },
    {
      title: 'the operator aborts a drill while its members are made',
      ...{ mode: 'drill', input: { from: 'recovery-point' }, abortsAt: 'inSync', unhurried: true },
    },
    { title: 'a drill at its own pace', mode: 'drill', unhurried: true },
    {
      title: 'the answer to making the drill’s client is lost',
      mode: 'drill',
      faults: ['kubernetes-response-lost@create jobs'],
    },
    { title: 'a second recovery follows', mode: 'recover', input: { from: 'recovery-point' }, again: true },
    { title: 'a second drill follows', mode: 'drill', input: { from: 'recovery-point' }, again: true },
    { title: 'nobody knows who asked', mode: 'recover', input: { requestedBy: null } },
    { title: 'the damaged cluster is not protected', mode: 'recover', beforehand: ['unprotected'] },
    { title: 'backups choose by ARN', mode: 'recover', beforehand: ['chosen-by-arn'] },
    {
      title: 'backups choose by ARN, and the operator aborts',
      ...{ mode: 'recover', beforehand: ['chosen-by-arn'], abortsAt: 'works' },
    },
    ...modes.flatMap(inMode),
    ...asked,
    { title: 'the operator aborts after the repair', mode: 'recover', abortsAt: 'settled' },
    { title: 'a rotation is under way at the cutover', mode: 'recover', faults: ['rotation-on', 'rotates@rotation'] },
    { title: 'unwinding fails five times', mode: 'recover', stopsAt: 'created', faults: ['denied@s3:ListObjectsV2'] },
    { title: 'the lock of a drill vanishes', mode: 'drill', unlockedAt: 'created' },
    ...underLock.map(step => ({ title: `the lock vanishes at ${step}`, mode: 'recover', unlockedAt: step }) as const),
  ],
}

/** @throws for a scenario whose grants nobody has thought about */
export function rehearsalsFor(scenario: string): readonly Use[] {
  const found = rehearsalsOf[scenario]
  if (!found)
    throw new Error(`which rehearsals use the grants of ${scenario}? Say so in sandbox/permissions/rehearsals.ts`)
  return found
}
