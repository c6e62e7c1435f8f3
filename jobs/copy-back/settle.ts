// After the copy: directories get their times back, and everything that was written down is looked at once more.

import { difference } from './difference.ts'
import { type Entry, look } from './files.ts'
import { readJournals } from './journal.ts'
import { ListingWriter, rowOf, told } from './listing.ts'
import { readable, under } from './paths.ts'
import { plural, type Surroundings } from './plan.ts'
import type { Listing } from './result.ts'
import type { Trees } from './walk.ts'

export interface Settled {
  /** Of all attempts: what is in its place, by kind, and `notCopied`. */
  readonly counts: Readonly<Record<string, number>>
  readonly bytes: number
  readonly listings: Readonly<Record<'copied' | 'notCopied', Listing>>
}

/** Only directories that this run made, and only while they have the owner and the mode that it gave them. */
export async function settle(trees: Trees, work: string, { evidence }: Surroundings): Promise<Settled> {
  const copied = new ListingWriter(evidence, 'copy/copied')
  const notCopied = new ListingWriter(evidence, 'copy/not-copied')
  const counts: Record<string, number> = { copiedFiles: 0, copiedDirectories: 0, copiedSymlinks: 0, notCopied: 0 }
  let bytes = 0
  await readJournals(trees.files, work, async paths => {
    for (const path of paths) {
      const { restored, live, why } = await settleOne(trees, path)
      if (why) {
        counts.notCopied = (counts.notCopied ?? 0) + 1
        await notCopied.row({ ...readable(path), why, restored: told(restored), ...(live && { live: told(live) }) })
        continue
      }
      const name = `copied${plural[restored.kind].replace(/^./, letter => letter.toUpperCase())}`
      counts[name] = (counts[name] ?? 0) + 1
      if (restored.kind === 'file') bytes += restored.size
      await copied.row(rowOf(path, restored))
    }
  })
  return { counts, bytes, listings: { copied: await copied.end(), notCopied: await notCopied.end() } }
}

interface One {
  readonly restored: Entry
  readonly live: Entry | undefined
  readonly why: string | undefined
}

async function settleOne(trees: Trees, path: string): Promise<One> {
  const restored = await trees.files.lstat(under(trees.restored, path))
  const live = await look(trees.files, under(trees.live, path))
  if (!live) return { restored, live, why: 'missing' }
  const why = await difference(trees.files, { ...trees, path }, { restored, live })
  if (!why && restored.kind === 'directory') await trees.files.lutimes(under(trees.live, path), restored.modified)
  return { restored, live, why }
}
