// The resolvers that a site's visitors sit behind, most of them obedient, some of them not (pitfalls E, 78).
import type { Resolver } from './resolvers.ts'

/** Shares and habits are estimates; what matters is that not everybody has moved when the TTL is over. */
export interface Crowd {
  readonly resolver: Resolver
  /** Of all visitors; the shares of a crowd add up to 1. */
  readonly share: number
}

const providers: readonly Resolver[] = [
  { id: 'provider in america', place: 'americas' },
  { id: 'provider in europe', place: 'europe' },
  { id: 'provider in asia', place: 'asia' },
  // A provider that spares itself questions: nothing is asked twice within five minutes.
  { id: 'stubborn provider', place: 'europe', atLeast: 300 },
]

const clients: readonly Crowd[] = [
  { resolver: { id: 'phone in america', behind: 'provider in america' }, share: 0.3 },
  { resolver: { id: 'phone in europe', behind: 'provider in europe' }, share: 0.2 },
  { resolver: { id: 'phone in asia', behind: 'provider in asia' }, share: 0.1 },
  // Browsers that are told no TTL by their operating system keep every answer for a minute.
  { resolver: { id: 'browser in america', behind: 'provider in america', atLeast: 60 }, share: 0.15 },
  { resolver: { id: 'browser in europe', behind: 'provider in europe', atLeast: 60 }, share: 0.15 },
  { resolver: { id: 'browser behind a stubborn provider', behind: 'stubborn provider', atLeast: 60 }, share: 0.07 },
  // A partner's Java program, half an hour: its administrators once raised networkaddress.cache.ttl.
  { resolver: { id: 'program that keeps names', behind: 'provider in america', atLeast: 1800 }, share: 0.03 },
]

export const everydayResolvers: readonly Resolver[] = [...providers, ...clients.map(({ resolver }) => resolver)]

/** Which client a visitor uses: `draw` is uniform in [0, 1). */
export function clientOf(draw: number): string {
  let reached = 0
  for (const { resolver, share } of clients) {
    reached += share
    if (draw < reached) return resolver.id
  }
  return clients[0]!.resolver.id
}

/** Longer than any record's TTL here: whoever sits behind such a resolver goes on meeting the old address. */
const OBEDIENT = 60
const behind = new Map(everydayResolvers.map(each => [each.id, each]))

/** Does that client, or a resolver that it asks, keep answers longer than a minute, whatever it is told? */
export function isStubborn(id: string): boolean {
  const found = behind.get(id)
  if (!found) return false
  return (found.atLeast ?? 0) > OBEDIENT || (found.behind !== undefined && isStubborn(found.behind))
}
