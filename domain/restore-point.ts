// Chooses the recovery point or snapshot to restore from, and says of each one that is passed over why.
import { hours, readableDuration } from './duration.ts'
import { type Instant, toInstant, toMillis, wholeSecond } from './instant.ts'
import { beforeDamage, type RestorableWindow, type Wanted } from './restore-moment.ts'

/** A backup that a cluster may be restored from, whoever keeps it. What is not told of it is null. */
export interface RestorePoint {
  readonly arn: string
  /** A snapshot holds one moment; a continuous one, every second of the source's restorable window. */
  readonly kind: 'snapshot' | 'continuous'
  /** As AWS Backup (`COMPLETED`, `AVAILABLE`, `PARTIAL` …) or RDS (`available`, `creating` …) says it. */
  readonly status: string
  readonly statusMessage: string | null
  readonly createdAt: Instant
  readonly completedAt: Instant | null
  readonly expiresAt: Instant | null
  readonly storageClass: string | null
  readonly infected: boolean
  readonly engineVersion: string | null
  /** Of what was backed up; absent where nobody tells. */
  readonly sizeBytes?: number
}

export interface Terms {
  readonly wanted: Wanted
  /** Milliseconds since the epoch. */
  readonly now: number
  /** What a continuous one can be restored to: its source's window. */
  readonly window: RestorableWindow
  /** Of the source: a restore may go up to it, and never down. */
  readonly engineVersion: string
  /** The only one that may be chosen; null for the newest. */
  readonly named: string | null
  /** Somebody accepts the hours that cold storage takes; false when absent. */
  readonly coldAccepted?: boolean
  /** What was backed up, in words; `cluster` when absent. */
  readonly of?: string
}

export interface ChosenPoint {
  readonly point: RestorePoint
  readonly moment: Instant
  readonly reason: string
  /** Not those that could be used as well and are only older. */
  readonly passedOver: readonly string[]
}

/** Longer than a run with every wait at its limit and every approval at its last minute. */
const EXPIRES_TOO_SOON = hours(6)
/** How many are named in an error: the newest. */
const NAMED_IN_ERRORS = 10

/** Only these restore whole (aws-behaviour 1.2.3); the last is RDS's word. */
const USABLE = ['COMPLETED', 'AVAILABLE', 'available']
const STATUS_MEANS: Readonly<Record<string, string>> = {
  PARTIAL: 'it would restore incompletely',
  EXPIRED: 'its time is over, and its deletion was tried',
  STOPPED: 'somebody has switched its continuous backup off',
}

/** The newest usable one whose moment is not after the wanted instant, or why there is none. */
export function chooseRestorePoint(
  points: readonly RestorePoint[],
  terms: Terms,
): ChosenPoint | { readonly impossible: string } {
  const judged = points
    .map(point => ({ point, moment: momentOf(point, terms), fault: faultOf(point, terms) }))
    .toSorted((a, b) => toMillis(b.moment) - toMillis(a.moment) || (a.point.arn < b.point.arn ? -1 : 1))
  const considered = terms.named === null ? judged : judged.filter(({ point }) => point.arn === terms.named)
  const chosen = considered.find(({ fault }) => fault === null)
  const passedOver = considered.flatMap(({ point, fault }) => (fault ? [`${shortName(point.arn)} ${fault}`] : []))
  if (!chosen) return { impossible: impossible(passedOver, terms) }
  const { point, moment } = chosen
  return { point, moment, reason: reasonFor(point, moment, { terms, passedOver }), passedOver }
}

/** Why it may not be used; null when it may. */
export function faultOf(point: RestorePoint, terms: Terms): string | null {
  const { wanted, now, window, engineVersion, coldAccepted = false } = terms
  const { status, statusMessage, storageClass, infected, expiresAt } = point
  if (!USABLE.includes(status)) return `is ${status}: ${statusMessage || STATUS_MEANS[status] || 'it is not whole'}`
  if (infected) return 'is infected: a malware scan has found something'
  if (storageClass === 'COLD' && !coldAccepted) return 'is in cold storage: its restore would take about 4 hours more'
  if (storageClass === 'DELETED') return 'is deleted: its storage is gone'
  if (expiresAt !== null && toMillis(expiresAt) < now + EXPIRES_TOO_SOON * 1000)
    return `expires at ${expiresAt}, which may be before the restore has ended`
  if (point.engineVersion !== null && isNewer(point.engineVersion, engineVersion))
    return `is of engine version ${point.engineVersion}, newer than ${engineVersion}, and a restore cannot go down`
  return point.kind === 'continuous' ? windowFault(wanted, window) : timeFault(point, wanted)
}

function windowFault(wanted: Wanted, window: RestorableWindow): string | null {
  const limit = limitOf(wanted)
  if (limit === null || toMillis(limit) >= toMillis(window.earliest)) return null
  return `reaches back to ${window.earliest} only, and ${limit} is wanted`
}

/** What was written while a snapshot was being made may be in it or not, so it must be whole before the damage. */
function timeFault({ createdAt, completedAt }: RestorePoint, wanted: Wanted): string | null {
  const limit = limitOf(wanted)
  if (limit !== null && toMillis(createdAt) > toMillis(limit)) return `was made at ${createdAt}, after ${limit}`
  const { damagedAt } = wanted
  if (damagedAt === null || (completedAt !== null && toMillis(completedAt) < toMillis(damagedAt))) return null
  return `was not whole before the damage at ${damagedAt}: it was completed at ${completedAt ?? 'an unknown time'}`
}

const limitOf = ({ damagedAt, restoreTo }: Wanted): Instant | null =>
  restoreTo ?? (damagedAt === null ? null : beforeDamage(damagedAt))

/** What a restore from it would hold: a snapshot its own time, up to the whole second that contains it. */
function momentOf({ kind, createdAt }: RestorePoint, { wanted, window }: Terms): Instant {
  if (kind === 'snapshot') return toInstant(Math.ceil(toMillis(createdAt) / 1000) * 1000)
  return toInstant(wholeSecond(toMillis(limitOf(wanted) ?? window.latest)))
}

function reasonFor(point: RestorePoint, moment: Instant, { terms, passedOver }: Told): string {
  const what = `${point.kind === 'continuous' ? 'continuous recovery point' : 'backup'} ${shortName(point.arn)}`
  const over =
    passedOver.length === 0 ? '' : `; passed over: ${passedOver.slice(0, 3).join('; ')}${more(passedOver, 3)}`
  return `${what}, ${rank(moment, terms)}${over}`
}

interface Told {
  readonly terms: Terms
  readonly passedOver: readonly string[]
}

function rank(moment: Instant, { wanted: { damagedAt, restoreTo }, named }: Terms): string {
  const which = named === null ? 'the newest that can be used' : 'the one that was asked for'
  if (damagedAt === null) return `${which}${restoreTo ? ` up to ${restoreTo}` : ''}`
  const margin = readableDuration(Math.round((toMillis(damagedAt) - toMillis(moment)) / 1000))
  return `${which}${restoreTo ? ` up to ${restoreTo}` : ''}, ${margin} before the damage at ${damagedAt}`
}

function impossible(passedOver: readonly string[], { named, of = 'cluster' }: Terms): string {
  if (named !== null && passedOver.length === 0)
    return `there is no ${named} of this ${of}; give the ARN of one of its own, or leave it out for the newest`
  if (passedOver.length === 0) return `there is none of this ${of}; restore from another source`
  const list = passedOver.slice(0, NAMED_IN_ERRORS).map(each => `\n- ${each}`)
  return `none can be used; restore from another source:${list.join('')}${more(passedOver, NAMED_IN_ERRORS)}`
}

const more = (all: readonly string[], shown: number): string =>
  all.length > shown ? `; and ${all.length - shown} more` : ''

/** What follows the kind of resource in an ARN: `awsbackup:job-…`, `rds:…`, `continuous:…`, `snap-…`, or a name. */
export const shortName = (arn: string): string =>
  arn
    .split(':')
    .slice(5)
    .join(':')
    .replace(/^[^:/]+[:/]/, '')

/** By the numbers in them: `8.0.mysql_aurora.3.10.1` is newer than `8.0.mysql_aurora.3.08.2`. */
export function isNewer(version: string, than: string): boolean {
  const [a, b] = [version, than].map(text => (text.match(/\d+/g) ?? []).map(Number))
  const at = (a ?? []).findIndex((number, index) => number !== b?.[index])
  return at >= 0 && (a?.[at] ?? 0) > (b?.[at] ?? -1)
}
