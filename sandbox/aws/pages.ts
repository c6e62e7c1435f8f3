// Lists given out in pages, with a token to go on from. Invariant 16: the page may be as small as one item.

export interface Listing<T> {
  readonly items: readonly T[]
  /** Names an item for ever, so that a list which grows between two pages repeats and skips nothing. */
  readonly key: (item: T) => string
  readonly limit: number
  readonly token: string | undefined
  /** The service's own error for a token it did not give out. */
  readonly invalidToken: () => Error
}

export interface Page<T> {
  readonly items: T[]
  /** Absent on the last page. */
  readonly next: string | undefined
}

export function page<T>(listing: Listing<T>): Page<T> {
  const start = listing.token === undefined ? 0 : startAfter(listing, listing.token)
  const items = listing.items.slice(start, start + listing.limit)
  const last = items.at(-1)
  const more = last !== undefined && start + items.length < listing.items.length
  return { items, next: more ? encode(start + items.length, listing.key(last)) : undefined }
}

function startAfter<T>(listing: Listing<T>, token: string): number {
  const [offset, key] = decode(token)
  if (offset === undefined || key === undefined) throw listing.invalidToken()
  const index = listing.items.findIndex(item => listing.key(item) === key)
  // The item that the last page ended on is gone: one fewer stands before the next.
  return index < 0 ? Math.max(0, offset - 1) : index + 1
}

function encode(offset: number, key: string): string {
  return Buffer.from(JSON.stringify([offset, key])).toString('base64url')
}

function decode(token: string): readonly [number, string] | readonly [] {
  const text = Buffer.from(token, 'base64url').toString()
  const match = /^\[(\d+),(".*")\]$/s.exec(text)
  if (!match?.[1] || !match[2] || encode(Number(match[1]), JSON.parse(match[2])) !== token) return []
  return [Number(match[1]), JSON.parse(match[2])]
}

/** The smallest of what the caller asks, what the service gives by default, and what the rehearsal allows. */
export function pageLimit(asked: number | undefined, standard: number, allowed: number | undefined): number {
  return Math.max(1, Math.min(asked ?? standard, standard, allowed ?? standard))
}
