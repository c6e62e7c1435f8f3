// Tags of restored clusters and file systems: what they inherit, whose they are, what they hold, and until when they are kept.
import type { Tag } from './cluster-description.ts'
import { type Instant, toMillis } from './instant.ts'
import { KEEP_REASON_TAG, KEEP_UNTIL_TAG, MODE_TAG, RUN_TAG, type RunRef, runTags } from './run.ts'

/** The instant a cluster was restored to. */
const RESTORE_MOMENT_TAG = 'muster:restore-moment'
/** Resource id of the cluster it was restored from; ids are never reused, names are. */
const SOURCE_TAG = 'muster:source'
/** The run that made a cluster which another run has adopted, and until when that run wanted it kept. */
export const ADOPTED_FROM_TAG = 'muster:adopted-from'
export const KEPT_BEFORE_TAG = 'muster:kept-until-before'

export type Tags = Readonly<Record<string, string>>
type RunName = Pick<RunRef, 'id' | 'mode'>

export const asRecord = (tags: readonly Tag[]): Tags => Object.fromEntries(tags.map(({ key, value }) => [key, value]))

/** AWS reserves `aws:`; `muster:` tags speak about one cluster only, and a source may itself have been restored. */
export const inheritedTags = (tags: readonly Tag[]): Tags =>
  asRecord(tags.filter(({ key }) => !key.startsWith('aws:') && !key.startsWith('muster:')))

/** Adopted, but the attempt that did it ended before it was through. */
export const isKept = (tags: readonly Tag[]): boolean => asRecord(tags)[KEEP_UNTIL_TAG] !== undefined

export const belongsTo = (tags: readonly Tag[], run: Pick<RunRef, 'id'>): boolean => asRecord(tags)[RUN_TAG] === run.id

interface Restored {
  readonly run: RunName
  readonly moment: Instant
  readonly source: { readonly resourceId: string; readonly tags: readonly Tag[] }
}

export const restoredTags = ({ run, moment, source }: Restored): Tags => ({
  ...inheritedTags(source.tags),
  ...runTags(run),
  [RESTORE_MOMENT_TAG]: moment,
  [SOURCE_TAG]: source.resourceId,
})

/** Faults that keep a retained cluster from standing in for a new restore; empty when it may be adopted. */
export function adoptionFaults(found: readonly Tag[], { run, moment, source }: Restored): string[] {
  const tags = asRecord(found)
  if (tags[RUN_TAG] === run.id) return []
  const faults: string[] = []
  const expect = (tag: string, wanted: string) => {
    if (tags[tag] !== wanted) faults.push(`its tag ${tag} is ${tags[tag] ?? 'absent'}, expected ${wanted}`)
  }
  if (!tags[KEEP_UNTIL_TAG]) faults.push(`it has no tag ${KEEP_UNTIL_TAG}: the earlier run did not keep it on purpose`)
  expect(SOURCE_TAG, source.resourceId)
  expect(RESTORE_MOMENT_TAG, moment)
  return faults
}

export interface Retagging {
  readonly set: Tags
  readonly remove: readonly string[]
}

/** What another service made for a run, before it has the run's tag. */
interface Unclaimed {
  readonly id: string
  readonly createdAt: Instant | null
  readonly tags: readonly Tag[]
}

/**
 * Only a cluster with exactly the name that is derived from the run, and younger than the run. A run tag on it is a copy
 * from the backup and tells nothing; that another run has adopted it since, does.
 */
export function isClaimable(found: Unclaimed, { run, name }: { readonly run: RunRef; readonly name: string }): boolean {
  const { id, createdAt, tags } = found
  if (id !== name || createdAt === null || toMillis(createdAt) < toMillis(run.startedAt)) return false
  return !belongsTo(tags, run) && asRecord(tags)[ADOPTED_FROM_TAG] !== run.id
}

/** Makes it the run's, whatever tags of earlier runs the backup carried. To be deleted it needs no more than the run's. */
export function claimed(found: readonly Tag[], by: Restored | Pick<Restored, 'run'>): Retagging {
  const set = 'moment' in by ? restoredTags(by) : runTags(by.run)
  return { set, remove: found.map(({ key }) => key).filter(key => key.startsWith('muster:') && !(key in set)) }
}

/** From the earlier run to this one; done again, the same. What it was kept for is remembered, so that {@link givenBack} can undo this. */
export function adopted(found: readonly Tag[], run: RunName): Retagging {
  const tags = asRecord(found)
  const set = {
    ...runTags(run),
    [ADOPTED_FROM_TAG]: tags[ADOPTED_FROM_TAG] ?? tags[RUN_TAG] ?? '',
    [KEPT_BEFORE_TAG]: tags[KEPT_BEFORE_TAG] ?? tags[KEEP_UNTIL_TAG] ?? '',
  }
  return { set, remove: [KEEP_UNTIL_TAG, KEEP_REASON_TAG] }
}

/** Back to the earlier run, kept until the time it had chosen; undefined for a cluster that was not adopted. */
export function givenBack(found: readonly Tag[], run: RunName): Retagging | undefined {
  const tags = asRecord(found)
  const earlier = tags[ADOPTED_FROM_TAG]
  if (earlier === undefined) return undefined
  const set = {
    [RUN_TAG]: earlier,
    [MODE_TAG]: run.mode,
    [KEEP_UNTIL_TAG]: tags[KEPT_BEFORE_TAG] ?? '',
    [KEEP_REASON_TAG]: tagValue(`given back by run ${run.id}`),
  }
  return { set, remove: [ADOPTED_FROM_TAG, KEPT_BEFORE_TAG] }
}

/** What RDS takes as a tag's value: letters, digits, spaces and `_.:/=+-@`, at most 256 (RDS API reference, Tag). */
export const tagValue = (text: string): string => text.replace(/[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu, '-').slice(0, 256)
