// How often one person may speak: the times of the last minute, and whether there is room for one more.

const MINUTE = 60_000

export interface Rate {
  /** Milliseconds since 1970, of what was let through. */
  readonly times: readonly number[]
}

export type Pass =
  | { readonly allowed: true; readonly rate: Rate }
  /** Seconds until there is room again. */
  | { readonly allowed: false; readonly waitSeconds: number }

/** A refused request does not count: whoever keeps trying is let in when the minute has passed. */
export function pass(kept: Rate | undefined, { now, perMinute }: { now: number; perMinute: number }): Pass {
  const recent = (kept?.times ?? []).filter(time => time > now - MINUTE && time <= now)
  const room = recent[recent.length - perMinute]
  if (room === undefined) return { allowed: true, rate: { times: [...recent, now] } }
  return { allowed: false, waitSeconds: Math.max(1, Math.ceil((room + MINUTE - now) / 1000)) }
}
