// Chooses the instant to restore to, and says why.
import { readableDuration } from './duration.ts'
import { type Instant, toInstant, toMillis, wholeSecond } from './instant.ts'

export interface RestorableWindow {
  readonly earliest: Instant
  readonly latest: Instant
}

export interface Chosen {
  readonly moment: Instant
  readonly reason: string
}

type Choice = Chosen | { readonly impossible: string }

export interface Wanted {
  readonly damagedAt: Instant | null
  readonly restoreTo: Instant | null
}

/** Faults of a request that no look at AWS is needed to see. */
export function restoreFaults({ damagedAt, restoreTo }: Wanted): string[] {
  if (damagedAt === null || restoreTo === null || toMillis(restoreTo) < toMillis(damagedAt)) return []
  return [`restoreTo: given ${restoreTo}, which is not before the damage at ${damagedAt}; choose an earlier instant`]
}

/**
 * The wanted instant if one is given, else the last whole second before the damage, else the newest restorable one.
 * Inside the window or impossible; an instant after `latest` is not impossible: the window moves on (see `check-window`).
 */
export function chooseRestoreMoment({ damagedAt, restoreTo }: Wanted, window: RestorableWindow): Choice {
  const wanted = restoreTo ?? (damagedAt === null ? window.latest : beforeDamage(damagedAt))
  const moment = toInstant(wholeSecond(toMillis(wanted)))
  if (toMillis(moment) < toMillis(window.earliest)) {
    return {
      impossible: `${moment} lies before ${window.earliest}, the earliest restorable time; use a snapshot or a recovery point`,
    }
  }
  return { moment, reason: reason({ damagedAt, restoreTo }, moment) }
}

/** The last whole second that lies wholly before the damage. */
export const beforeDamage = (damagedAt: Instant): Instant =>
  toInstant(Math.ceil(toMillis(damagedAt) / 1000) * 1000 - 1000)

function reason({ damagedAt, restoreTo }: Wanted, moment: Instant): string {
  if (damagedAt === null)
    return restoreTo ? 'the instant that was asked for' : 'the newest restorable instant: a drill needs no older one'
  const margin = readableDuration((toMillis(damagedAt) - toMillis(moment)) / 1000)
  if (restoreTo) return `the instant that was asked for, ${margin} before the damage`
  return `the last whole second before the damage at ${damagedAt} (${margin} before it)`
}
