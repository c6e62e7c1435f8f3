// Takes back what this run copied, where it is still exactly that; what anybody has changed or added since stays.
import { sameAttributes, sameTime } from './difference.ts'
import { codeOf, type Entry, look } from './files.ts'
import { readJournals } from './journal.ts'
import { ListingWriter, told } from './listing.ts'
import { readable, under } from './paths.ts'
import { plural, type Surroundings } from './plan.ts'
import type { Listing } from './result.ts'
import type { Trees } from './walk.ts'

export interface Undone {
  /** What was removed, by kind; `kept` is no longer what was copied; `gone` somebody else has removed. */
  readonly counts: Readonly<Record<string, number>>
  readonly bytes: number
  readonly listings: Readonly<Record<'kept', Listing>>
}

const often = 5000

/** From the innermost outwards. Done again it finds less, and without a journal nothing. */
export async function undo(trees: Trees, work: string, { evidence, say }: Surroundings): Promise<Undone> {
  const kept = new ListingWriter(evidence, 'undo/kept')
  const counts = { files: 0, directories: 0, symlinks: 0, special: 0, kept: 0, gone: 0 }
  let bytes = 0
  let seen = 0
  for (const path of await copied(trees, work)) {
    seen += 1
    if (seen % often === 0) say({ progress: 'undo', seen })
    const restored = await trees.files.lstat(under(trees.restored, path))
    const live = await look(trees.files, under(trees.live, path))
    if (!live) counts.gone += 1
    else if (await removed(trees, path, { restored, live })) {
      counts[plural[live.kind]] += 1
      if (live.kind === 'file') bytes += live.size
    } else {
      counts.kept += 1
      await kept.row({ ...readable(path), copied: told(restored), found: told(live) })
    }
  }
  return { counts, bytes, listings: { kept: await kept.end() } }
}

/** What is in a directory sorts after it. */
async function copied({ files }: Trees, work: string): Promise<readonly string[]> {
  const all = new Set<string>()
  await readJournals(files, work, paths => {
    for (const path of paths) all.add(path)
  })
  return [...all].sort().reverse()
}

interface Sides {
  readonly restored: Entry
  readonly live: Entry
}

async function removed(trees: Trees, path: string, { restored, live }: Sides): Promise<boolean> {
  const { files } = trees
  const target = under(trees.live, path)
  if (live.kind !== restored.kind) return false
  if (live.kind === 'directory') return emptied(trees, target)
  if (!sameTime(restored, live) || !(await alike(trees, path, { restored, live }))) return false
  await files.unlink(target)
  return true
}

async function alike({ files, ...trees }: Trees, path: string, { restored, live }: Sides): Promise<boolean> {
  const sides = [under(trees.restored, path), under(trees.live, path)]
  const read = (side: string) => (live.kind === 'symlink' ? files.readlink(side) : files.sha256(side))
  const [was, is] = await Promise.all(sides.map(read))
  const owned = restored.owner === live.owner && restored.group === live.group
  return was === is && (live.kind === 'symlink' ? owned : sameAttributes(restored, live))
}

/** False while something is in it: somebody's, since what was ours is gone by now. */
async function emptied({ files }: Trees, directory: string): Promise<boolean> {
  try {
    await files.rmdir(directory)
    return true
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST'].includes(codeOf(error))) return false
    throw error
  }
}
