// What the visitors measured: outage, wrong content, lost writes, and from them the achieved RTO and RPO.
import type { SqlSession } from './database/contract.ts'
import type { Visit, Visitors, Write } from './visitors.ts'

export interface Measures {
  readonly requests: number
  readonly writes: number
  readonly failed: number
  readonly wrong: number
  readonly outageSeconds: number
  readonly lostWrites: number
  readonly exportedWrites: number
  readonly healthyAtEnd: boolean
}

/** Seconds between two reads of the visitors. */
const READ_SECONDS = 5
/** How many reads in a row must be good for the site to count as healthy again. */
const STEADY = 12

export const isBad = ({ seen }: Visit): boolean => seen !== 'ok'

/** Seconds from `from` until the last bad visit; 0 when there was none. */
export function secondsUntilWell(visits: readonly Visit[], from: number): number {
  const last = visits.findLast(visit => visit.at >= from && isBad(visit))
  return last ? (last.at - from) / 1000 + READ_SECONDS : 0
}

export const healthyAtEnd = (visits: readonly Visit[]): boolean =>
  visits.length >= STEADY && !visits.slice(-STEADY).some(isBad)

/** Acknowledged writes that the database which serves now does not hold. Overwritten edits do not count. */
export function lostWrites(visitors: Visitors, session: SqlSession | undefined, prefix: string): readonly Write[] {
  const comments = tokens(session, `SELECT comment_content FROM ${prefix}comments`)
  const contents = tokens(session, `SELECT post_content FROM ${prefix}posts`)
  const newest = visitors.newestEdits()
  return visitors.writes.filter(write => {
    if (write.kind === 'comment') return !comments.has(write.token)
    return newest.get(write.postId) === write && !contents.has(write.token)
  })
}

function tokens(session: SqlSession | undefined, sql: string): ReadonlySet<string> {
  if (!session) return new Set()
  return new Set(session.execute(sql).rows.map(([value]) => String(value)))
}

/** Seconds between the incident and the newest acknowledged write before it that survived. */
export function achievedRpo(visitors: Visitors, lost: readonly Write[], incidentAt: number): number {
  const gone = new Set(lost)
  const survivor = visitors.writes.findLast(write => write.at <= incidentAt && !gone.has(write))
  return survivor ? (incidentAt - survivor.at) / 1000 : Number.POSITIVE_INFINITY
}

export function outageSeconds(visits: readonly Visit[]): number {
  return visits.filter(({ seen }) => seen === 'failed').length * READ_SECONDS
}
