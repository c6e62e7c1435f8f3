// Both trees side by side: every path of the recovery point, in order, with what the live tree has in its place.

import { type Difference, difference } from './difference.ts'
import { type Entry, type Files, look } from './files.ts'
import { below, isBelow, isOurs, under } from './paths.ts'

export interface Pair {
  /** From the root of the file system, as bytes. */
  readonly path: string
  readonly restored: Entry
  readonly live: Entry | undefined
  readonly verdict: 'missing' | 'present' | Difference | 'blocked' | 'special'
}

export interface Trees {
  readonly files: Files
  /** Root of the live file system. */
  readonly live: string
  /** The restore directory. */
  readonly restored: string
  readonly items: readonly string[] | null
}

/** Files looked at together: each look is a round trip to the file system. */
const together = 64

/** Names in byte order, directories before what is in them. Memory: the names of the directories on the way down. */
export async function* pairs(trees: Trees): AsyncGenerator<Pair> {
  yield* inside(trees, '/', 'present')
}

/** What is known of everything below a directory. */
type Fate = 'present' | 'missing' | 'blocked'

async function* inside(trees: Trees, directory: string, fate: Fate): AsyncGenerator<Pair> {
  const all = await trees.files.readdir(under(trees.restored, directory))
  const names = all.filter(name => isWanted(trees, directory, name)).sort()
  for (let start = 0; start < names.length; start += together) {
    const slice = names.slice(start, start + together)
    const found = await Promise.all(slice.map(name => pairOf(trees, below(directory, name), fate)))
    for (const pair of found) {
      yield pair
      if (pair.restored.kind !== 'directory') continue
      yield* inside(trees, pair.path, fateBelow(pair, fate))
    }
  }
}

/** A directory that the live tree has may differ in owner or mode and still take what is missing in it. */
function fateBelow({ verdict, live }: Pair, fate: Fate): Fate {
  if (fate !== 'present') return fate
  if (verdict === 'missing') return 'missing'
  return live?.kind === 'directory' ? 'present' : 'blocked'
}

async function pairOf(trees: Trees, path: string, fate: Fate): Promise<Pair> {
  const { files } = trees
  const restored = await files.lstat(under(trees.restored, path))
  const live = fate === 'present' ? await look(files, under(trees.live, path)) : undefined
  const verdict = async (): Promise<Pair['verdict']> => {
    if (restored.kind === 'other') return 'special'
    if (fate === 'blocked') return 'blocked'
    if (!live) return 'missing'
    return (await difference(files, { ...trees, path }, { restored, live })) ?? 'present'
  }
  return { path, restored, live, verdict: await verdict() }
}

/** Items, what is in them, and the directories that lead to them; never what AWS Backup or this program put at the top. */
function isWanted({ items }: Trees, directory: string, name: string): boolean {
  if (directory === '/' && isOurs(name)) return false
  if (!items) return true
  const path = below(directory, name)
  return items.some(item => item === path || isBelow(path, item) || isBelow(item, path))
}
