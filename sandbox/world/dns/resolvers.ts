// Resolvers between visitors and Route 53: each keeps what it was told, for as long as the TTL says or as it pleases.
import { type Answer, normalName, type Place, type Question } from '../../aws/route53/index.ts'
import type { VirtualClock } from '../../clock.ts'

/** Seconds throughout. */
export interface Resolver {
  readonly id: string
  /** The resolver that it asks; without one it asks the authoritative servers. */
  readonly behind?: string
  /** Where it is: which of Route 53's places answers it. The Americas when absent; of no meaning behind another. */
  readonly place?: Place
  /** The VPC it belongs to, whose private zones it sees. */
  readonly vpcId?: string
  /** Keeps an answer that long however short its TTL is: its stubbornness. 0 when absent. */
  readonly atLeast?: number
  /** Keeps no answer longer; a week when absent, as most do (RFC 8767). */
  readonly atMost?: number
  /** Keeps no "there is nothing" longer; 3 hours when absent (RFC 2308 says one to three). */
  readonly nothingAtMost?: number
}

export type Resolution =
  | { readonly kind: 'addresses'; readonly addresses: readonly string[]; readonly asOf: number }
  /** The name does not exist, or has no address. */
  | { readonly kind: 'nothing'; readonly exists: boolean; readonly asOf: number }
  /** Nobody answers for the name, or its CNAMEs lead in a ring. */
  | { readonly kind: 'failed' }

/** Who answers for which name: Route 53, and whatever else a world has. Undefined: not this name. */
export type Authority = (question: Question) => Answer | undefined

interface Kept {
  readonly answer: Answer
  /** Milliseconds since the epoch: when the authoritative server said so. */
  readonly asOf: number
  /** Milliseconds since the epoch; from then on it asks again. */
  readonly until: number
}

const WEEK = 7 * 86_400
const LONGEST_CHAIN = 8

export class Resolvers {
  readonly #clock: VirtualClock
  readonly #authority: Authority
  readonly #resolvers: ReadonlyMap<string, Resolver>
  readonly #kept = new Map<string, Map<string, Kept>>()

  constructor(surroundings: { readonly clock: VirtualClock; readonly authority: Authority }, all: readonly Resolver[]) {
    this.#clock = surroundings.clock
    this.#authority = surroundings.authority
    this.#resolvers = new Map(all.map(each => [each.id, each]))
    for (const each of all) this.#assertLeadsOut(each)
  }

  /** What whoever uses that resolver takes the name for, now. `asOf` is when the answer was true, in milliseconds. */
  resolve(name: string, resolverId: string, type = 'A'): Resolution {
    let wanted = normalName(name)
    let asOf = this.#clock.now()
    for (let link = 0; link < LONGEST_CHAIN; link++) {
      const kept = this.#ask(this.#resolver(resolverId), wanted, type)
      if (!kept) return { kind: 'failed' }
      const { answer } = kept
      asOf = Math.min(asOf, kept.asOf)
      if (answer.kind === 'values') return { kind: 'addresses', addresses: answer.values, asOf }
      if (answer.kind === 'nothing') return { kind: 'nothing', exists: answer.exists, asOf }
      wanted = answer.name
    }
    return { kind: 'failed' }
  }

  /** Somebody empties a cache: restarts the browser or the process. */
  forget(resolverId: string): void {
    this.#kept.delete(this.#resolver(resolverId).id)
  }

  #ask(resolver: Resolver, name: string, type: string): Kept | undefined {
    const now = this.#clock.now()
    const cache = this.#kept.get(resolver.id) ?? new Map<string, Kept>()
    this.#kept.set(resolver.id, cache)
    const key = `${type} ${name}`
    const known = cache.get(key)
    if (known && known.until > now) return known
    const told = this.#beyond(resolver, name, type)
    if (!told) return undefined
    const kept = { ...told, until: now + 1000 * seconds(resolver, told.answer, (told.until - now) / 1000) }
    cache.set(key, kept)
    return kept
  }

  #beyond(resolver: Resolver, name: string, type: string): Kept | undefined {
    if (resolver.behind !== undefined) return this.#ask(this.#resolver(resolver.behind), name, type)
    const now = this.#clock.now()
    const { place = 'americas', vpcId } = resolver
    const answer = this.#authority({ name, type, place, ...(vpcId !== undefined && { vpcId }) })
    return answer && { answer, asOf: now, until: now + answer.ttl * 1000 }
  }

  #resolver(id: string): Resolver {
    const found = this.#resolvers.get(id)
    if (!found) throw new Error(`there is no resolver ${id}`)
    return found
  }

  /** A chain of resolvers ends at one that asks the authoritative servers. */
  #assertLeadsOut(first: Resolver): void {
    let resolver = first
    for (let steps = 0; resolver.behind !== undefined; steps++) {
      if (steps > this.#resolvers.size) throw new Error(`the resolvers behind ${first.id} stand in a ring`)
      resolver = this.#resolver(resolver.behind)
    }
  }
}

function seconds(resolver: Resolver, answer: Answer, ttl: number): number {
  if (answer.kind === 'nothing') return Math.min(ttl, resolver.nothingAtMost ?? 10_800)
  return Math.max(Math.min(ttl, resolver.atMost ?? WEEK), resolver.atLeast ?? 0)
}
