// For a file system restored whole: what lies in the restore directory moves to the root, a rename for each name there.
import { codeOf, type Files, look } from './files.ts'
import { below, isOurs, under } from './paths.ts'
import { plural, type Surroundings } from './plan.ts'
import { pairs, type Trees } from './walk.ts'

export interface Moved {
  /** What was moved, by kind; `taken` names at the root that exist already, and stay what they are. */
  readonly counts: Readonly<Record<string, number>>
  readonly bytes: number
  readonly complete: boolean
}

/**
 * Nobody may use the file system meanwhile: a rename replaces a file that appears at its target. The root takes on owner,
 * group, mode and time of the restored root. A second attempt moves the rest.
 */
export async function moveToRoot(trees: Trees, { say }: Surroundings): Promise<Moved> {
  const { files, live, restored } = trees
  const counts: Record<string, number> = { files: 0, directories: 0, symlinks: 0, special: 0, names: 0, taken: 0 }
  let bytes = 0
  const taken = new Set<string>()
  for (const name of await files.readdir(restored))
    if (!isOurs(name) && (await look(files, below(live, name)))) taken.add(name)
  for await (const { path, restored: entry } of pairs(trees)) {
    if (taken.has(path.split('/')[1] ?? '')) continue
    counts[plural[entry.kind]] = (counts[plural[entry.kind]] ?? 0) + 1
    if (entry.kind === 'file') bytes += entry.size
  }
  const root = await files.lstat(restored)
  for (const name of (await files.readdir(restored)).sort()) {
    if (isOurs(name)) continue
    if (taken.has(name)) {
      counts.taken = taken.size
      continue
    }
    await files.rename(below(restored, name), under(live, below('/', name)))
    counts.names = (counts.names ?? 0) + 1
    say({ progress: 'move', names: counts.names })
  }
  if (taken.size === 0) await removeEmpty(files, restored)
  await files.lchown(live, root.owner, root.group)
  await files.chmod(live, root.mode)
  await files.lutimes(live, root.modified)
  return { counts, bytes, complete: taken.size === 0 }
}

/** What the backup held of earlier restores is not moved, and keeps the directory. */
async function removeEmpty(files: Files, directory: string): Promise<void> {
  try {
    await files.rmdir(directory)
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST'].includes(codeOf(error))) throw error
  }
}
