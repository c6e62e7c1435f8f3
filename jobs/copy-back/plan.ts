// What copying would do, without doing it: what is missing, what stands in the way and differs, what cannot be placed.
import { type Evidence, ListingWriter, rowOf, told } from './listing.ts'
import { readable } from './paths.ts'
import type { Listing } from './result.ts'
import { type Pair, pairs, type Trees } from './walk.ts'

export interface Plan {
  readonly counts: Readonly<Record<string, number>>
  /** Of the files to be copied. */
  readonly bytes: number
  readonly listings: Readonly<Record<'missing' | 'collisions', Listing>>
  /** Live path of one intact name for each restored file with several names, by its inode. */
  readonly intact: ReadonlyMap<string, string>
}

export interface Surroundings {
  readonly evidence: Evidence
  /** A line for the log of the pod. */
  say(line: object): void
  /** Shown every pair of the walk, in its order. */
  also?(pair: Pair): Promise<void>
}

/** A line of progress for so many paths. */
const often = 5000

export async function plan(trees: Trees, mode: string, { evidence, say, also }: Surroundings): Promise<Plan> {
  const missing = new ListingWriter(evidence, `${mode}/missing`)
  const collisions = new ListingWriter(evidence, `${mode}/collisions`)
  const intact = new Map<string, string>()
  const tally = new Tally()
  for await (const pair of pairs(trees)) {
    tally.count(pair)
    if (tally.seen % often === 0) say({ progress: mode, seen: tally.seen })
    await also?.(pair)
    const { path, restored, verdict } = pair
    if (verdict === 'missing') await missing.row(rowOf(path, restored))
    else if (verdict !== 'present') await collisions.row(collisionRow(pair))
    else if (isShared(pair) && !intact.has(restored.inode)) intact.set(restored.inode, path)
  }
  const listings = { missing: await missing.end(), collisions: await collisions.end() }
  return { counts: tally.counts, bytes: tally.bytes, listings, intact }
}

/** A file with several names. Names of one symbolic link are copied as links of their own: they lead to the same. */
export function isShared({ restored }: Pair): boolean {
  return restored.kind === 'file' && restored.links > 1
}

function collisionRow({ path, restored, live, verdict }: Pair): object {
  return { ...readable(path), why: verdict, restored: told(restored), ...(live && { live: told(live) }) }
}

class Tally {
  readonly counts: Record<string, number> = {
    ...{ seen: 0, files: 0, directories: 0, symlinks: 0, present: 0 },
    ...{ newer: 0, older: 0, attributes: 0, kind: 0, blocked: 0, special: 0 },
  }
  bytes = 0

  get seen(): number {
    return this.counts.seen ?? 0
  }

  count({ restored, verdict }: Pair): void {
    this.#add('seen')
    if (verdict !== 'missing') this.#add(verdict)
    else this.#add(plural[restored.kind])
    if (verdict === 'missing' && restored.kind === 'file') this.bytes += restored.size
  }

  #add(name: string): void {
    this.counts[name] = (this.counts[name] ?? 0) + 1
  }
}

/** Words under which kinds are counted. */
export const plural = { file: 'files', directory: 'directories', symlink: 'symlinks', other: 'special' } as const
