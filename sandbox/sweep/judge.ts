// Judges a run that had a misfortune: its ending, what visitors met, what was left, the lock, the record, who was told.
import { keys } from '../../domain/control-records.ts'
import { platformName } from '../../domain/platform.ts'
import type { RunRecord } from '../../domain/record.ts'
import type { Ending } from '../../domain/run.ts'
import type { Outcome, RehearsalRequest } from '../rehearsal.ts'
import type { Run } from '../stage.ts'
import type { Visit } from '../world/visitors.ts'
import { changedProduction, productionOf } from './production.ts'
import { changedBesides } from './recovered.ts'

export interface Judged {
  readonly request: RehearsalRequest
  readonly outcome: Outcome
  readonly run: Run
  readonly right: readonly Ending[]
  /** Production as it was before the run. */
  readonly found: ReadonlyMap<string, string>
  /** The misfortune keeps the run from writing, telling or releasing: these are not asked of it. */
  readonly excused: Excused
}

export interface Excused {
  readonly record: boolean
  readonly message: boolean
  readonly lock: boolean
  /** What visitors meet: an undo that serves them was refused. */
  readonly visitors: boolean
}

/** Visits at the end that are looked at: a minute of reads. */
export const LAST = 12

/** What is wrong, in sentences; empty when all is right. */
export function faultsOf(judged: Judged): readonly string[] {
  const { outcome, right } = judged
  const { ending, cause } = outcome
  return [
    ...(right.includes(ending) ? [] : [`ended as ${ending} where ${right.join(' or ')} is right: ${cause}`]),
    ...leftBehind(judged),
    ...(judged.excused.visitors ? [] : visitorsOf(judged)),
    ...productionLeft(judged),
    ...wordOf(judged),
  ]
}

function leftBehind({ outcome: { ending, leftovers, cause }, run, excused }: Judged): readonly string[] {
  // Held, too, may name what of an optional passage could not be walked back.
  if (ending !== 'RollbackIncomplete' && !(ending === 'Held' && cause.includes('Not undone: ')))
    return leftovers.map(each => `left unnamed: ${each}`)
  const named = recordOf(run)?.leftovers ?? []
  const faults = cause.includes('Not undone: ') ? [] : [`the cause names nothing that was not undone: ${cause}`]
  return excused.record || named.length > 0 ? faults : [...faults, 'the record names no leftover']
}

function visitorsOf({ outcome, run }: Judged): readonly string[] {
  const { ending, mode, visitors } = outcome
  const { visits } = run.world.visitors
  const last = visits.slice(-LAST)
  if (mode === 'drill') {
    const bad = visits.filter(({ at, seen }) => at >= run.execution.startDate && seen !== 'ok')
    return bad.length === 0 ? [] : [`visitors met ${bad.length} bad answers during a drill`]
  }
  if (ending === 'Recovered') return visitors.healthyAtEnd ? [] : [`recovered, and visitors still meet ${seen(last)}`]
  // Where nobody was served before, nobody can be worse off.
  const before = visits.filter(({ at }) => at < run.execution.startDate).slice(-LAST)
  if (before.every(visit => visit.seen === 'failed')) return []
  return last.some(visit => visit.seen === 'failed')
    ? [`visitors are worse off than before: they meet ${seen(last)}`]
    : []
}

export const seen = (visits: readonly Visit[]): string => [...new Set(visits.map(visit => visit.seen))].join(', ')

/** When a recovery is held after the cutover, or not all of it was undone, a person looks at what production is. */
function productionLeft({ outcome: { ending, mode }, request, run, found }: Judged): readonly string[] {
  if (ending === 'Recovered') return changedBesides({ stage: { request, world: run.world }, found })
  if (mode === 'recover' && (ending === 'Held' || ending === 'RollbackIncomplete')) return []
  return changedProduction(found, productionOf(run.world))
}

/** Its record, its message and its lock. */
function wordOf({ outcome, run, excused }: Judged): readonly string[] {
  const record = recordOf(run)
  const { world, id } = run
  const told = run.messages.map(text => JSON.parse(text) as { kind?: string; run?: string; ending?: string })
  const message = told.findLast(each => each.kind === 'ended' && each.run === id)
  const lock = lockOwner(run)
  return [
    ...(excused.record || record?.ending === outcome.ending ? [] : [`the record says ${record?.ending ?? 'nothing'}`]),
    ...(excused.message || message?.ending === outcome.ending
      ? []
      : [`people were told ${message?.ending ?? 'nothing'}`]),
    ...(excused.lock || lock !== id ? [] : [`the lock of ${platformName(world.platform)} is still held`]),
  ]
}

const recordOf = (run: Run) => readJson<RunRecord>(run, keys.record(run.id))

const lockOwner = (run: Run): string | undefined =>
  readJson<{ owner: { id: string } }>(run, keys.lock(platformName(run.world.platform)))?.owner.id

function readJson<T>({ world }: Run, key: string): T | undefined {
  const bytes = world.region.s3.content(world.platform.muster.controlBucket, key)
  return bytes && (JSON.parse(Buffer.from(bytes).toString()) as T)
}
