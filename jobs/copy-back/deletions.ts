// Deletions as a person thinks of them: the topmost path that is gone, once, with how much was in it.
import { ListingWriter, rowOf } from './listing.ts'
import { isBelow } from './paths.ts'
import type { Surroundings } from './plan.ts'
import type { Listing } from './result.ts'
import type { Pair } from './walk.ts'

interface Deletion {
  readonly top: Pair
  files: number
  bytes: number
}

/** Pairs come in the order of the walk: what is below a path follows it. */
export class Deletions {
  readonly #listing: ListingWriter
  readonly counts = { paths: 0, files: 0 }
  bytes = 0
  #open: Deletion | undefined

  constructor(evidence: Surroundings['evidence'], name: string) {
    this.#listing = new ListingWriter(evidence, name)
  }

  async see(pair: Pair): Promise<void> {
    if (pair.verdict !== 'missing') return
    if (!this.#open || !isBelow(pair.path, this.#open.top.path)) {
      await this.#close()
      this.#open = { top: pair, files: 0, bytes: 0 }
    }
    if (pair.restored.kind !== 'file') return
    this.#open.files += 1
    this.#open.bytes += pair.restored.size
  }

  async end(): Promise<Listing> {
    await this.#close()
    return this.#listing.end()
  }

  async #close(): Promise<void> {
    if (!this.#open) return
    const { top, files, bytes } = this.#open
    this.counts.files += files
    this.counts.paths += 1
    this.bytes += bytes
    await this.#listing.row({ ...rowOf(top.path, top.restored), files, bytesOfFiles: bytes })
    this.#open = undefined
  }
}
