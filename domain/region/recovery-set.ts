// The recovery set: one copy of each store, chosen together, with what a person must know of their ages before approving.
import { hours, readableDuration } from '../duration.ts'
import { type Instant, toInstant, toMillis, wholeSecond } from '../instant.ts'
import type { RestorePoint, Terms } from '../restore-point.ts'

/** Copies are made each night; two hours for the backup and for the way here (aws-behaviour 1.2.10). */
const NIGHTLY = hours(26)
/** How far back gaps are looked for, in days: what is older no longer explains anything. */
const LOOKED_BACK = 14
/** Pages and attachments written between the two moments point at each other and find nothing. */
const NOTEWORTHY_SKEW = 60

/** What a copy holds, as a set needs it. */
export interface Copy {
  /** In words: `database`, `files`. */
  readonly store: string
  readonly moment: Instant
}

/** Terms under which copies are chosen: nothing is damaged, the newest is wanted. */
export const termsOfCopies = (of: string, named: string | null, now: number): Terms => ({
  wanted: { damagedAt: null, restoreTo: null },
  now,
  // A copy holds its own moment only (aws-behaviour 1.2.10), and is restored by its own engine version.
  window: { earliest: '', latest: '' },
  engineVersion: '',
  named,
  of,
})

/** What is missing or late in a vault, in words; nothing when a copy came every night. */
export function gapsOf(store: string, points: readonly Pick<RestorePoint, 'createdAt'>[], now: number): string[] {
  const since = now - LOOKED_BACK * hours(24) * 1000
  const times = points.map(({ createdAt }) => toMillis(createdAt)).filter(time => time >= since)
  const sorted = [...times.toSorted((a, b) => a - b), now]
  return sorted.flatMap((time, index) => {
    const before = sorted[index - 1]
    if (before === undefined || time - before <= NIGHTLY * 1000) return []
    const length = readableDuration((time - before) / 1000)
    const [from, to] = [before, time].map(each => toInstant(wholeSecond(each)))
    return time === now
      ? [`${store}: late: the newest copy is of ${from}, ${length} ago; none has arrived since`]
      : [`${store}: no copy between ${from} and ${to}, ${length}`]
  })
}

/** Seconds between what the two hold; the database is newer when positive. */
export const skewSeconds = (database: Instant, files: Instant): number =>
  Math.round((toMillis(database) - toMillis(files)) / 1000)

export function skewNote(database: Instant, files: Instant): string {
  const skew = skewSeconds(database, files)
  const length = readableDuration(Math.abs(skew))
  if (Math.abs(skew) <= NOTEWORTHY_SKEW) return `database and files are of the same minute (${length} apart)`
  return skew > 0
    ? `the files are ${length} older than the database: attachments of that time are named and not there`
    : `the database is ${length} older than the files: attachments of that time are there and not named`
}

/** One line a copy: what it holds, and how old that is. */
export const agesOf = (copies: readonly Copy[], now: number): string[] =>
  copies.map(({ store, moment }) => `${store}: ${moment}, ${readableDuration((now - toMillis(moment)) / 1000)} ago`)
