// What the program says at its end: one line of JSON with counts, bytes and hashes. Names of files stay in the listings.
import type { Mode } from './settings.ts'

/**
 * done: as asked. differs: done, and what is there is not what was restored. refused: nothing was touched, a person has
 * to decide. failed: an error; another attempt goes on where this one ended.
 */
export type Outcome = 'done' | 'differs' | 'refused' | 'failed'

export interface Listing {
  readonly rows: number
  /** Files in the evidence bucket that hold it. */
  readonly parts: number
  readonly sha256: string
}

export interface Result {
  /** Null when the settings could not be read. */
  readonly mode: Mode | null
  readonly outcome: Outcome
  readonly reason: string
  /** Name of the restore directory; null when none was chosen. */
  readonly directory: string | null
  readonly counts: Readonly<Record<string, number>>
  readonly bytes: number
  readonly listings: Readonly<Record<string, Listing>>
}

/** The kubelet keeps 4096 bytes of a termination message. */
const longest = 4096

export function resultLine(result: Result): string {
  const line = JSON.stringify(result)
  const excess = Buffer.byteLength(line) - longest
  if (excess <= 0) return line
  // Only the reason can be long; a character of it may take six bytes.
  const reason = `${result.reason.slice(0, Math.max(0, result.reason.length - excess - 3))}...`
  return JSON.stringify({ ...result, reason })
}

/** Ends the program before it has touched anything. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly directory: string | null

  constructor(reason: string, directory: string | null = null) {
    super(reason)
    this.directory = directory
  }
}
