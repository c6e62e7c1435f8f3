// Slack's limits of its own methods: a few messages at once in a channel, and so many reads a minute ("Rate limits").
import type { State } from './state.ts'

const MINUTE = 60_000

/**
 * Calls in a minute: about one message a second in a channel, and the tiers of the other methods. How many come at once
 * before one a second is held to is not documented.
 */
const A_MINUTE: Readonly<Record<string, number>> = {
  'chat.postMessage': 60,
  'chat.update': 50,
  'usergroups.users.list': 20,
}

/** Seconds until there is room; 0 when there is. */
export function secondsToWait({ rates, surroundings }: State, method: string, channel: string): number {
  const now = surroundings.clock.now()
  const key = `${method} ${channel}`
  const recent = (rates.get(key) ?? []).filter(time => time > now - MINUTE)
  const oldest = recent[recent.length - (A_MINUTE[method] ?? 20)]
  rates.set(key, oldest === undefined ? [...recent, now] : recent)
  return oldest === undefined ? 0 : Math.max(1, Math.ceil((oldest + MINUTE - now) / 1000))
}
