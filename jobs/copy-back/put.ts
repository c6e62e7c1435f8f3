// Puts one entry into the live tree: made aside with everything it should have, then given its name in one act.
import { codeOf, type Entry, type Files, look } from './files.ts'
import { below, under } from './paths.ts'
import type { Trees } from './walk.ts'

export interface Putting {
  readonly trees: Trees
  /** The work directory, where unfinished things lie. */
  readonly work: string
  /** Names this attempt among those of the run: unfinished things of two pods must not meet. */
  readonly attempt: string
}

export interface Item {
  readonly path: string
  readonly restored: Entry
}

/** What kept an entry from its place: something appeared there, or the directory above it went away. */
export type Obstacle = 'appeared' | 'parent-gone'

/**
 * `link` names the finished file and refuses a name that is taken, where `rename` would replace it.
 * @param slot tells unfinished files apart that are made at the same time
 */
export async function putFile(putting: Putting, item: Item, slot: number): Promise<Obstacle | undefined> {
  const { files, live } = putting.trees
  const aside = await putAside(putting, item, slot)
  const obstacle = await unlessObstructed(() => files.link(aside, under(live, item.path)))
  await files.unlink(aside)
  return obstacle
}

/** A finished file or symbolic link that has not got its name yet. @returns where it lies */
export async function putAside({ trees, work, attempt }: Putting, item: Item, slot = 0): Promise<string> {
  const { files } = trees
  const aside = below(work, `file-${attempt}-${slot}`)
  if (item.restored.kind === 'symlink') {
    await files.symlink(await files.readlink(under(trees.restored, item.path)), aside)
    await mendSymlink(files, aside, item.restored)
    return aside
  }
  const target = await files.open(aside, 'wx')
  let size = 0
  try {
    size = await target.append(under(trees.restored, item.path))
    await target.sync()
  } finally {
    await target.close()
  }
  if (size !== item.restored.size)
    throw new Error(`a restored file changed while it was read: ${size} bytes instead of ${item.restored.size}`)
  await dress(files, aside, item.restored)
  return aside
}

/** Another name of a file that is in place. Undefined also when that file is no longer what was restored: copy instead. */
export async function putLink(
  { trees }: Putting,
  item: Item,
  intact: string,
): Promise<Obstacle | 'changed' | undefined> {
  const { files } = trees
  const [source, target] = [under(trees.live, intact), under(trees.restored, item.path)]
  const entry = await look(files, source)
  if (entry?.kind !== 'file' || entry.size !== item.restored.size) return 'changed'
  if ((await files.sha256(source)) !== (await files.sha256(target))) return 'changed'
  try {
    return await unlessObstructed(() => files.link(source, under(trees.live, item.path)))
  } catch (error) {
    // The file has as many names as the file system allows, or went away just now.
    if (codeOf(error) === 'EMLINK') return 'changed'
    throw error
  }
}

/** No act makes a symbolic link with an owner; a crash in between is mended by the next attempt (`mendSymlink`). */
export async function putSymlink({ trees }: Putting, item: Item): Promise<Obstacle | undefined> {
  const { files } = trees
  const target = await files.readlink(under(trees.restored, item.path))
  const obstacle = await unlessObstructed(() => files.symlink(target, under(trees.live, item.path)))
  if (!obstacle) await mendSymlink(files, under(trees.live, item.path), item.restored)
  return obstacle
}

export async function mendSymlink(files: Files, path: string, { owner, group, modified }: Entry): Promise<void> {
  await files.lchown(path, owner, group)
  await files.lutimes(path, modified)
}

/**
 * A directory cannot be linked. `rename` replaces at most an empty directory that somebody made since the look before it:
 * nothing is lost by that. Its time is set at the end, when everything is in it.
 */
export async function putDirectory({ trees, work, attempt }: Putting, item: Item): Promise<Obstacle | undefined> {
  const { files } = trees
  const target = under(trees.live, item.path)
  if (await look(files, target)) return 'appeared'
  const aside = below(work, `directory-${attempt}`)
  await files.mkdir(aside)
  await dress(files, aside, item.restored)
  const obstacle = await unlessObstructed(() => files.rename(aside, target))
  if (obstacle) await files.rmdir(aside)
  return obstacle
}

/** The owner first: a change of owner takes set-user-id and set-group-id away. */
async function dress(files: Files, path: string, { owner, group, mode, modified }: Entry): Promise<void> {
  await files.lchown(path, owner, group)
  await files.chmod(path, mode)
  await files.lutimes(path, modified)
}

async function unlessObstructed(work: () => Promise<void>): Promise<Obstacle | undefined> {
  try {
    await work()
    return undefined
  } catch (error) {
    const code = codeOf(error)
    if (code === 'EEXIST' || code === 'ENOTEMPTY' || code === 'EISDIR') return 'appeared'
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'parent-gone'
    throw error
  }
}
