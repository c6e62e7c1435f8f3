// Listings for the evidence bucket: rows of JSON in files of a few megabytes, so that no listing is held in memory.
import { createHash } from 'node:crypto'
import type { Entry } from './files.ts'
import { readable } from './paths.ts'
import type { Listing } from './result.ts'

export interface Evidence {
  put(name: string, bytes: Uint8Array): Promise<void>
}

const partBytes = 4 * 1024 * 1024

export class ListingWriter {
  readonly #evidence: Evidence
  readonly #name: string
  readonly #hash = createHash('sha256')
  #lines: string[] = []
  #size = 0
  #rows = 0
  #parts = 0

  /** @param name with the mode before it: `copy/missing` gives `copy/missing-00001.jsonl` and so on */
  constructor(evidence: Evidence, name: string) {
    this.#evidence = evidence
    this.#name = name
  }

  async row(row: object): Promise<void> {
    const line = lineOf(row)
    this.#hash.update(line)
    this.#lines.push(line)
    this.#size += line.length
    this.#rows += 1
    if (this.#size >= partBytes) await this.#flush()
  }

  /** The hash is of all rows, whatever their parts; an empty listing has a hash too, and no part. */
  async end(): Promise<Listing> {
    if (this.#lines.length > 0) await this.#flush()
    return { rows: this.#rows, parts: this.#parts, sha256: this.#hash.digest('hex') }
  }

  async #flush(): Promise<void> {
    this.#parts += 1
    const bytes = new TextEncoder().encode(this.#lines.join(''))
    this.#lines = []
    this.#size = 0
    await this.#evidence.put(`${this.#name}-${String(this.#parts).padStart(5, '0')}.jsonl`, bytes)
  }
}

export const lineOf = (row: object): string => `${JSON.stringify(row)}\n`

/** How an entry is told in a listing. */
export function told({ kind, size, owner, group, mode, modified }: Entry) {
  return {
    kind,
    ...(kind === 'file' && { size }),
    owner: `${owner}:${group}`,
    mode: mode.toString(8).padStart(4, '0'),
    modified: new Date(Math.floor(modified)).toISOString(),
  }
}

export const rowOf = (path: string, entry: Entry) => ({ ...readable(path), ...told(entry) })
