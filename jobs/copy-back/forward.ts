// Carries people's work on to a file system that was restored whole: what the live tree has more, or newer.
import { look } from './files.ts'
import { ListingWriter, rowOf, told } from './listing.ts'
import { readable, under } from './paths.ts'
import { isShared, plural, type Surroundings } from './plan.ts'
import { putAside, putDirectory, putFile, putLink, putSymlink } from './put.ts'
import type { Listing } from './result.ts'
import { type Pair, pairs, type Trees } from './walk.ts'

export interface Forwarded {
  /** Carried on by kind; `replaced` were older on the new file system; `left` stay as restored, and differ. */
  readonly counts: Readonly<Record<string, number>>
  readonly bytes: number
  readonly listings: Readonly<Record<'forwarded' | 'left', Listing>>
}

interface Work {
  /** `restored` is the tree that people used, `live` the one they will use. */
  readonly trees: Trees
  readonly work: string
  readonly attempt: string
}

interface Forwarding extends Work {
  /** A name on the new file system of each file with several names. */
  readonly names: Map<string, string>
}

const often = 5000

/**
 * Nobody writes to either side meanwhile. What is newer on the side that people used takes the place of what was
 * restored, which the recovery point still holds. Done again it finds less.
 */
export async function forward(work: Work, { evidence, say }: Surroundings): Promise<Forwarded> {
  const forwarding = { ...work, names: new Map<string, string>() }
  const forwarded = new ListingWriter(evidence, 'forward/forwarded')
  const left = new ListingWriter(evidence, 'forward/left')
  const counts: Record<string, number> = { seen: 0, files: 0, directories: 0, symlinks: 0, replaced: 0, left: 0 }
  let bytes = 0
  for await (const pair of pairs(work.trees)) {
    const { path, restored: theirs, live } = pair
    counts.seen = (counts.seen ?? 0) + 1
    if (counts.seen % often === 0) say({ progress: 'forward', seen: counts.seen })
    const how = howOf(pair)
    if (how === 'same') remember(forwarding, pair)
    else if (how === 'left' || !(await carry(forwarding, pair, how))) {
      counts.left = (counts.left ?? 0) + 1
      await left.row({ ...readable(path), why: pair.verdict, theirs: told(theirs), ...(live && { kept: told(live) }) })
    } else {
      const kind = plural[theirs.kind]
      counts[kind] = (counts[kind] ?? 0) + 1
      if (how === 'replace') counts.replaced = (counts.replaced ?? 0) + 1
      if (theirs.kind === 'file') bytes += theirs.size
      await forwarded.row({ ...rowOf(path, theirs), how })
    }
  }
  return { counts, bytes, listings: { forwarded: await forwarded.end(), left: await left.end() } }
}

type How = 'same' | 'add' | 'replace' | 'left'

/** Times of directories change with what is in them, and say nothing of who is right. */
function howOf({ verdict, restored: theirs, live }: Pair): How {
  if (verdict === 'missing') return 'add'
  if (verdict === 'present') return 'same'
  if (!live || live.kind !== theirs.kind || theirs.kind === 'directory' || theirs.kind === 'other') return 'left'
  return theirs.modified > live.modified ? 'replace' : 'left'
}

function remember({ names }: Forwarding, pair: Pair): void {
  if (isShared(pair) && !names.has(pair.restored.inode)) names.set(pair.restored.inode, pair.path)
}

/** Further names of a file become names of what the first one was carried on as. */
async function carry(forwarding: Forwarding, pair: Pair, how: 'add' | 'replace'): Promise<boolean> {
  const { trees, names } = forwarding
  const putting = { trees, work: forwarding.work, attempt: forwarding.attempt }
  if (how === 'replace') {
    const aside = await putAside(putting, pair)
    await trees.files.rename(aside, under(trees.live, pair.path))
    if (isShared(pair)) names.set(pair.restored.inode, pair.path)
    return true
  }
  if (pair.restored.kind === 'directory') return (await putDirectory(putting, pair)) === undefined
  if (pair.restored.kind === 'symlink') return (await putSymlink(putting, pair)) === undefined
  const known = names.get(pair.restored.inode)
  if (isShared(pair) && known !== undefined && (await putLink(putting, pair, known)) === undefined) return true
  remember(forwarding, pair)
  return (await putFile(putting, pair, 0)) === undefined
}

/** The work directory is on the new file system; nothing of it stays. */
export async function openForward(trees: Trees, work: string): Promise<void> {
  if (!(await look(trees.files, work))) await trees.files.mkdir(work)
}
