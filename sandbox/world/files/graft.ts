// Puts what a snapshot holds below a directory of a living tree, as a restore does: new inodes, shared content.
import { root } from './access.ts'
import { enter } from './changes.ts'
import { FileError } from './errors.ts'
import type { Directory, Inode } from './inode.ts'
import { resolve, type Viewpoint } from './resolve.ts'
import { FileTree, type Snapshot } from './tree.ts'
import { FileView } from './view.ts'

export interface Grafted {
  readonly count: number
  readonly bytes: number
}

export interface GraftOptions {
  /** An existing directory of the living tree, which takes on owner, group, mode and time of the snapshot's root. */
  readonly into: string
  /** Only these paths of the snapshot with what is below them and the directories above; everything when absent. */
  readonly only?: readonly string[]
  /** False gives every name a file of its own. */
  readonly hardLinks?: boolean
}

/** Sockets and pipes stay behind. Items that the snapshot does not have are left out. */
export function graft(tree: FileTree, snapshot: Snapshot, { into, only, hardLinks = true }: GraftOptions): Grafted {
  const source = new FileTree(tree.now, snapshot)
  const target = resolve(viewOf(tree), into, { operation: 'restore', follow: false }).inode
  if (target?.kind !== 'directory') throw new FileError('ENOTDIR', 'restore', into)
  const made = new Map<number, number>()
  let count = 0
  let bytes = 0
  const copy = (from: Inode, directory: number, name: string, wanted: Wanted): void => {
    const known = hardLinks ? made.get(from.inode) : undefined
    if (known !== undefined) {
      const inode = tree.inode(known)
      tree.put({ ...inode, links: inode.links + 1 } as Inode)
      enter(tree, directory, name, known)
      return
    }
    const inode = tree.nextInode()
    made.set(from.inode, inode)
    count += 1
    if (from.kind === 'file') bytes += from.content.size
    tree.put(
      from.kind === 'directory'
        ? { ...from, inode, parent: directory, names: tree.noNames() }
        : ({ ...from, inode, links: 1 } as Inode),
    )
    enter(tree, directory, name, inode)
    if (from.kind === 'directory') below(from, inode, wanted)
  }
  const below = (from: Directory, into: number, wanted: Wanted): void => {
    for (const [name, number] of from.names.map) {
      const inode = source.inode(number)
      const next = wanted === 'all' ? 'all' : wanted.get(name)
      if (next !== undefined && inode.kind !== 'socket' && inode.kind !== 'pipe') copy(inode, into, name, next)
    }
    settle(tree, into, from)
  }
  below(source.root, target.inode, only ? wantedOf(source, only) : 'all')
  return { count, bytes }
}

/** Which names to take at one level, and which below each; `all` below an item. */
type Wanted = 'all' | Map<string, Wanted>

function wantedOf(source: FileTree, only: readonly string[]): Wanted {
  const wanted = new Map<string, Wanted>()
  const whole = new FileView(source)
  for (const path of only) {
    if (!whole.exists(path)) continue
    const names = path.split('/').filter(name => name !== '' && name !== '.')
    if (names.length === 0) return 'all'
    let level: Map<string, Wanted> | undefined = wanted
    for (const [index, name] of names.entries()) {
      const known: Wanted | undefined = level?.get(name)
      if (known === 'all') break
      const next: Wanted = index === names.length - 1 ? 'all' : (known ?? new Map())
      level?.set(name, next)
      level = next === 'all' ? undefined : next
    }
  }
  return wanted
}

function settle(tree: FileTree, number: number, { owner, group, mode, modifiedAt }: Directory): void {
  tree.put({ ...(tree.inode(number) as Directory), owner, group, mode, modifiedAt })
}

function viewOf(tree: FileTree): Viewpoint {
  return { tree, identity: root, top: tree.root.inode, mountedAt: '' }
}
