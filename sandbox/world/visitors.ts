// Visitors read and write all day. What they saw is the measure: outage, wrong content, lost writes, achieved RTO and RPO.
import type { Chance } from '../chance.ts'
import type { VirtualClock } from '../clock.ts'
import { postContent } from './content.ts'
import type { Answer, WordPress } from './wordpress.ts'

const SECOND = 1000
/** A read every 5 s and a write every 10 s, of which one in four edits a post. */
const READ_EVERY = 5 * SECOND
const WRITE_EVERY = 10 * SECOND
const EDITS_AMONG_WRITES = 4

export type Seen = 'ok' | 'failed' | 'wrong'

export interface Visit {
  readonly at: number
  readonly seen: Seen
  /** By somebody whose resolver keeps answers longer than it may; false when absent. */
  readonly stubborn?: boolean
}

/** Whom a visit meets. */
export interface Met {
  /** Undefined where nobody answers. */
  readonly front: { readonly site: WordPress } | undefined
  readonly stubborn?: boolean
}

/** By the number of the visit. */
export type Meeting = (visit: number) => Met

export interface Write {
  readonly at: number
  readonly kind: 'comment' | 'edit'
  readonly postId: number
  /** Unique text by which the write is found again. */
  readonly token: string
}

export class Visitors {
  readonly #clock: VirtualClock
  readonly #chance: Chance
  readonly #meet: Meeting
  readonly #posts: number
  readonly #known = new Map<number, Set<string>>()
  readonly visits: Visit[] = []
  /** Writes that the site has acknowledged. */
  readonly writes: Write[] = []
  /** Writes that failed in the visitor's face: they know, and nothing of theirs is lost. */
  refusedWrites = 0
  #going = true
  #count = 0

  constructor(surroundings: { clock: VirtualClock; chance: Chance }, meet: Meeting, posts: number) {
    this.#clock = surroundings.clock
    this.#chance = surroundings.chance
    this.#meet = meet
    this.#posts = posts
  }

  /** Again, too, some time after they have stopped. */
  start(): void {
    this.#going = true
    const now = this.#clock.now()
    this.#every(now + 1000, READ_EVERY, () => this.#read())
    this.#every(now + 3000, WRITE_EVERY, () => this.#write())
  }

  stop(): void {
    this.#going = false
  }

  /** The newest acknowledged content of each post that was edited. */
  newestEdits(): ReadonlyMap<number, Write> {
    return new Map(this.writes.filter(write => write.kind === 'edit').map(write => [write.postId, write]))
  }

  #every(first: number, period: number, visit: () => void): void {
    const again = (at: number) => {
      if (!this.#going) return
      visit()
      this.#clock.quietly(at + period, () => again(at + period))
    }
    this.#clock.quietly(first, () => again(first))
  }

  #read(): void {
    const number = this.#count++
    const { front, stubborn = false } = this.#meet(number)
    const seen = front ? this.#readOn(front.site, number) : 'failed'
    this.visits.push({ at: this.#clock.now(), seen, ...(stubborn && { stubborn }) })
  }

  #readOn(site: WordPress, number: number): Seen {
    if (number % 4 === 0) return homeSeen(site.home())
    const id = 1 + Math.floor(this.#chance.of('read', number) * this.#posts)
    const answer = site.post(id)
    if (answer.status !== 200) return 'failed'
    return this.#versions(id).has(answer.body) ? 'ok' : 'wrong'
  }

  #write(): void {
    const number = this.#count++
    const at = this.#clock.now()
    const postId = 1 + Math.floor(this.#chance.of('write', number) * this.#posts)
    const token = `visitor-${number}-${this.#chance.hex(8, 'token', number)}`
    const kind = number % EDITS_AMONG_WRITES === 0 ? 'edit' : 'comment'
    const { front } = this.#meet(number)
    if (front && this.#writeOn(front.site, { kind, postId, token }).status === 200)
      this.writes.push({ at, kind, postId, token })
    else this.refusedWrites += 1
  }

  #writeOn(site: WordPress, { kind, postId, token }: Omit<Write, 'at'>): Answer {
    if (kind === 'comment') return site.comment(postId, token)
    this.#versions(postId).add(token)
    return site.edit(postId, token)
  }

  /** Every content that somebody has written for this post: anything else is wrong. */
  #versions(postId: number): Set<string> {
    const known = this.#known.get(postId) ?? new Set([postContent(postId)])
    this.#known.set(postId, known)
    return known
  }
}

function homeSeen({ status, body }: Answer): Seen {
  if (status !== 200) return 'failed'
  return body.includes('<title>The Harbour Gazette</title>') ? 'ok' : 'wrong'
}
