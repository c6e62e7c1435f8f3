// From a path to what it names, as one client sees the tree: from its root, with its rights, through symbolic links.
import { type Identity, maySearch } from './access.ts'
import { FileError } from './errors.ts'
import type { Directory, Inode } from './inode.ts'
import { namesOf } from './names.ts'
import type { FileTree } from './tree.ts'

/** One client's eyes. */
export interface Viewpoint {
  readonly tree: FileTree
  readonly identity: Identity
  /** Inode that `/` means: the root of an access point, or of the file system. */
  readonly top: number
  /** Where the client mounted it: absolute targets of links below this path lead back into the tree. */
  readonly mountedAt: string
}

export interface Place {
  readonly directory: Directory
  /** Empty when the path is the root itself. */
  readonly name: string
  readonly inode: Inode | undefined
}

/** Linux follows forty links and no more. */
const mostLinks = 40

interface Asked {
  readonly operation: string
  /** Follow a symbolic link at the end of the path too. */
  readonly follow: boolean
}

/** @throws FileError ENOENT or ENOTDIR for a missing way, EACCES for a closed one, ELOOP */
export function resolve(view: Viewpoint, path: string, { operation, follow }: Asked): Place {
  const names = namesOf(path, operation)
  let links = 0
  let directory = topOf(view, operation, path)
  let place: Place = { directory, name: '', inode: directory }
  for (let index = 0; index < names.length; index++) {
    const name = names[index] ?? ''
    if (!place.inode) throw new FileError('ENOENT', operation, path)
    if (place.inode.kind !== 'directory') throw new FileError('ENOTDIR', operation, path)
    directory = place.inode
    if (!maySearch(view.identity, directory)) throw new FileError('EACCES', operation, path)
    if (name === '..') {
      place = parentOf(view, directory)
      continue
    }
    const number = directory.names.map.get(name)
    const inode = number === undefined ? undefined : view.tree.inode(number)
    place = { directory, name, inode }
    if (inode?.kind !== 'symlink' || (index === names.length - 1 && !follow)) continue
    if (++links > mostLinks) throw new FileError('ELOOP', operation, path)
    const target = targetOf(view, inode.target)
    if (target === undefined) throw new FileError('ENOENT', operation, path)
    names.splice(0, index + 1, ...namesOf(target.path, operation))
    index = -1
    const from = target.absolute ? topOf(view, operation, path) : directory
    place = { directory: from, name: '', inode: from }
  }
  return place
}

function topOf({ tree, top }: Viewpoint, operation: string, path: string): Directory {
  const found = tree.find(top)
  // The root of an access point was deleted under its clients.
  if (found?.kind !== 'directory') throw new FileError('ESTALE', operation, path)
  return found
}

function parentOf({ tree, top }: Viewpoint, directory: Directory): Place {
  const number = directory.inode === top ? top : directory.parent
  const parent = tree.inode(number) as Directory
  return { directory: parent, name: '', inode: parent }
}

/** Undefined for an absolute target outside the mount: in this tree there is nothing behind it. */
function targetOf({ mountedAt }: Viewpoint, target: string): { path: string; absolute: boolean } | undefined {
  if (!target.startsWith('/')) return { path: target, absolute: false }
  if (mountedAt === '' || mountedAt === '/') return { path: target, absolute: true }
  if (target !== mountedAt && !target.startsWith(`${mountedAt}/`)) return undefined
  return { path: target.slice(mountedAt.length), absolute: true }
}
