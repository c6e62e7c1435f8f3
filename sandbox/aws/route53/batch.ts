// A batch of changes, carried out on a zone's records as a whole or not at all.

import { problemsOf, type ZoneFacts } from './record-rules.ts'
import { compareRecords, described, keyOf, sameRecord } from './records.ts'
import type { RecordSet } from './state.ts'

export interface RecordChange {
  readonly action: 'CREATE' | 'DELETE' | 'UPSERT'
  readonly record: RecordSet
}

export type Outcome = { readonly records: readonly RecordSet[] } | { readonly problems: readonly string[] }

/** A request carries at most 1,000 records, of which an UPSERT is two (developer guide, "Quotas"). */
const mostRecords = 1000

/**
 * What the zone's records would be. Every problem of the batch is named, not only the first; problems that one change
 * would have made and a later one mends are none.
 */
export function applied(zone: ZoneFacts, records: readonly RecordSet[], changes: readonly RecordChange[]): Outcome {
  const size = changes.reduce((sum, each) => sum + weightOf(each), 0)
  if (size > mostRecords) return { problems: [`Number of records limit of ${mostRecords} exceeded.`] }
  const after = new Map(records.map(record => [keyOf(record), record]))
  const problems = [...repeated(changes), ...changes.flatMap(change => applyOne(after, change))]
  if (problems.length > 0) return { problems }
  const touched = new Set(changes.map(({ record }) => record.Name ?? ''))
  const all = [...after.values()].sort(compareRecords)
  const broken = problemsOf(zone, all, touched)
  return broken.length > 0 ? { problems: broken } : { records: all }
}

function weightOf({ action, record }: RecordChange): number {
  return (record.ResourceRecords?.length ?? 1) * (action === 'UPSERT' ? 2 : 1)
}

/** One record may be deleted and created anew in one batch; anything else twice is refused. */
function repeated(changes: readonly RecordChange[]): readonly string[] {
  const actions = new Map<string, string[]>()
  for (const { action, record } of changes) actions.set(keyOf(record), [...(actions.get(keyOf(record)) ?? []), action])
  const wrong = changes.filter(({ record }) => {
    const done = actions.get(keyOf(record)) ?? []
    return done.length > 1 && done.join() !== 'DELETE,CREATE'
  })
  const said = ({ Type, Name }: RecordSet) =>
    `The request contains an invalid set of changes for a resource record set '${Type} ${Name}'`
  return [...new Set(wrong.map(({ record }) => said(record)))]
}

function applyOne(records: Map<string, RecordSet>, { action, record }: RecordChange): readonly string[] {
  const key = keyOf(record)
  const known = records.get(key)
  if (action === 'CREATE' && known)
    return [`Tried to create resource record set ${described(record)} but it already exists`]
  if (action !== 'DELETE') {
    records.set(key, record)
    return []
  }
  if (!known) return [`Tried to delete resource record set ${described(record)} but it was not found`]
  if (!sameRecord(known, record))
    return [
      `Tried to delete resource record set ${described(record)} but the values provided do not match the current values`,
    ]
  records.delete(key)
  return []
}
