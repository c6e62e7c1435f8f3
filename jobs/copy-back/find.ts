// "Find out": which paths of the recovery point are gone from the live tree, a deleted directory told once.
import { ListingWriter, rowOf } from './listing.ts'
import { isBelow } from './paths.ts'
import type { Surroundings } from './plan.ts'
import type { Listing } from './result.ts'
import { type Pair, pairs, type Trees } from './walk.ts'

export interface Found {
  readonly counts: Readonly<Record<string, number>>
  /** Of the deleted files. */
  readonly bytes: number
  readonly listings: Readonly<Record<'deleted', Listing>>
}

/** A deletion: the topmost path that is gone, and how much was in it. */
interface Deletion {
  readonly top: Pair
  files: number
  bytes: number
}

const often = 5000

export async function find(trees: Trees, { evidence, say }: Surroundings): Promise<Found> {
  const listing = new ListingWriter(evidence, 'find/deleted')
  const counts = { seen: 0, paths: 0, files: 0 }
  let bytes = 0
  let open: Deletion | undefined
  const close = async () => {
    if (!open) return
    counts.files += open.files
    bytes += open.bytes
    counts.paths += 1
    await listing.row({ ...rowOf(open.top.path, open.top.restored), files: open.files, bytesOfFiles: open.bytes })
    open = undefined
  }
  for await (const pair of pairs(trees)) {
    counts.seen += 1
    if (counts.seen % often === 0) say({ progress: 'find', seen: counts.seen })
    if (pair.verdict !== 'missing') continue
    if (!open || !isBelow(pair.path, open.top.path)) {
      await close()
      open = { top: pair, files: 0, bytes: 0 }
    }
    if (pair.restored.kind !== 'file') continue
    open.files += 1
    open.bytes += pair.restored.size
  }
  await close()
  return { counts, bytes, listings: { deleted: await listing.end() } }
}
