// What the visitors measured: outage, wrong content, lost writes, and from them the achieved RTO and RPO.
import type { SqlSession } from './database/contract.ts'
import type { Visit, Visitors, Write } from './visitors.ts'
import type { World } from './world.ts'

/** Seconds between two reads of the visitors. */
const READ_SECONDS = 5
/** How many reads in a row must be good for the site to count as healthy again. */
const STEADY = 12

const isBad = ({ seen }: Visit): boolean => seen !== 'ok'

/**
 * Who keeps an old address against the TTL goes on failing when the site has long been back: that outage is theirs, and
 * counts in `outageSeconds` alone.
 */
const isOrdinary = ({ stubborn = false }: Visit): boolean => !stubborn

/** Seconds from `from` until the visit after the last bad one; 0 when there was none. */
export function secondsUntilWell(visits: readonly Visit[], from: number, everySeconds = READ_SECONDS): number {
  const last = visits.findLast(visit => visit.at >= from && isBad(visit) && isOrdinary(visit))
  return last ? (last.at - from) / 1000 + everySeconds : 0
}

export function healthyAtEnd(visits: readonly Visit[]): boolean {
  const last = visits
    .slice(-2 * STEADY)
    .filter(isOrdinary)
    .slice(-STEADY)
  return last.length >= STEADY && !last.some(isBad)
}

/** Tokens of the writes that the database which serves now holds; none when it cannot be reached. */
function heldTokens(session: SqlSession | undefined, prefix: string): ReadonlySet<string> {
  const texts = (sql: string) => session?.execute(sql).rows.map(([value]) => String(value)) ?? []
  return new Set([
    ...texts(`SELECT comment_content FROM ${prefix}comments`),
    ...texts(`SELECT post_content FROM ${prefix}posts`),
  ])
}

/** Those of the database that serves visitors now, wherever that is. */
export const heldIn = ({ serving, platform }: Pick<World, 'serving' | 'platform'>): ReadonlySet<string> =>
  heldTokens(serving()?.site.session(), platform.database.tablePrefix)

/** Acknowledged writes that are not held. Overwritten edits do not count. */
export function lostWrites(visitors: Visitors, held: ReadonlySet<string>): readonly Write[] {
  const newest = visitors.newestEdits()
  const counts = (write: Write) => write.kind === 'comment' || newest.get(write.postId) === write
  return visitors.writes.filter(write => counts(write) && !held.has(write.token))
}

/** Seconds between the incident and the newest acknowledged write before it that survived: one that is held, not overwritten. */
export function achievedRpo(visitors: Visitors, held: ReadonlySet<string>, incidentAt: number): number {
  const survivor = visitors.writes.findLast(write => write.at <= incidentAt && held.has(write.token))
  return survivor ? (incidentAt - survivor.at) / 1000 : Number.POSITIVE_INFINITY
}

/** Of several who look at the same time, one failed visit is enough for the moment to count. */
export function outageSeconds(visits: readonly Visit[]): number {
  const moments = visits.filter(({ seen }) => seen === 'failed').map(({ at }) => Math.floor(at / 1000 / READ_SECONDS))
  return new Set(moments).size * READ_SECONDS
}
