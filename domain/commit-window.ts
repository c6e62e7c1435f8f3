// The commit window: time after the cutover in which the old cluster stays untouched and the decision can be turned.

import type { Turn } from './control-records.ts'
import { readableDuration } from './duration.ts'
import { type Instant, toInstant, toMillis } from './instant.ts'

/** What is kept between polls, so that every poll and every retry of one agrees. */
export interface WindowKept {
  readonly openedAt: Instant
  /** Unhealthy polls in a row. */
  readonly unhealthy: number
  readonly lastPollAt: Instant
}

export interface WindowPoll {
  readonly now: number
  readonly minutes: number
  /** When it opened, if the runbook knows; else it opens with the first poll. */
  readonly openedAt: Instant | null
  /** Empty when healthy. */
  readonly faults: readonly string[]
  readonly turn: Turn | null
}

export type WindowAnswer =
  | { readonly status: 'open'; readonly note: string }
  | { readonly status: 'committed'; readonly by: string; readonly at: Instant }
  | { readonly status: 'turned'; readonly reason: string }
  | { readonly status: 'unhealthy'; readonly reason: string }

/** Unhealthy polls in a row after which the window fails; one alone may be a pod that was just replaced. */
const UNHEALTHY_POLLS = 3
/** Milliseconds. Polls are at least 10 s apart, so anything closer is a retry of the same poll and counts once. */
const SAME_POLL = 8_000

export function nextWindow(
  kept: WindowKept | undefined,
  poll: WindowPoll,
): { readonly keep: WindowKept; readonly answer: WindowAnswer } {
  const now = toInstant(poll.now)
  const openedAt = kept?.openedAt ?? poll.openedAt ?? now
  const again = kept !== undefined && poll.now - toMillis(kept.lastPollAt) < SAME_POLL
  const before = kept?.unhealthy ?? 0
  const unhealthy = poll.faults.length === 0 ? 0 : again && before > 0 ? before : before + 1
  const lastPollAt = again ? kept.lastPollAt : now
  return { keep: { openedAt, unhealthy, lastPollAt }, answer: answer({ ...poll, openedAt, unhealthy }) }
}

interface Standing extends WindowPoll {
  readonly openedAt: Instant
  readonly unhealthy: number
}

/** A person's word counts before health: who commits has seen the site, who turns back does not wait for three polls. */
function answer({ now, minutes, openedAt, faults, unhealthy, turn }: Standing): WindowAnswer {
  if (turn?.verdict === 'rollback')
    return { status: 'turned', reason: `${turn.by} decided to go back at ${turn.at}: ${turn.reason}` }
  if (turn?.verdict === 'commit') return { status: 'committed', by: turn.by, at: turn.at }
  const closesAt = toMillis(openedAt) + minutes * 60_000
  if (unhealthy >= UNHEALTHY_POLLS) {
    return {
      status: 'unhealthy',
      reason: `unhealthy in ${unhealthy} polls in a row since the cutover: ${faults.join('; ')}`,
    }
  }
  if (unhealthy > 0)
    return { status: 'open', note: `unhealthy in ${unhealthy} of ${UNHEALTHY_POLLS} polls: ${faults.join('; ')}` }
  if (now >= closesAt) return { status: 'committed', by: 'window', at: toInstant(now) }
  return {
    status: 'open',
    note: `healthy; the window closes at ${toInstant(closesAt)}, in ${readableDuration((closesAt - now) / 1000)}`,
  }
}
