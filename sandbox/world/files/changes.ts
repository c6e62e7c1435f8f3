// Changes to names: made, linked, moved and removed, each with the refusals of Linux and the limits of EFS.
import { isIn, mayChangeNames, stickinessForbids } from './access.ts'
import { type ErrorCode, FileError } from './errors.ts'
import { changeable, type Directory, type Inode } from './inode.ts'
import type { Place, Viewpoint } from './resolve.ts'
import type { FileTree } from './tree.ts'

/** EFS allows 177 hard links to a file (Amazon EFS user guide, "Limits for NFS clients"). */
const mostLinks = 177
/** And a symbolic link of 4,080 bytes. */
export const longestTarget = 4080

export type Fresh = { readonly mode: number } & (
  | { readonly kind: 'directory' }
  | Pick<Extract<Inode, { kind: 'file' }>, 'kind' | 'content'>
  | Pick<Extract<Inode, { kind: 'symlink' }>, 'kind' | 'target'>
  | { readonly kind: 'socket' | 'pipe' }
)

/** The caller's ids, except that a directory with the set-group-id bit hands on its group, and to directories the bit. */
export function make(view: Viewpoint, { directory, name }: Place, fresh: Fresh): Inode {
  const { tree, identity } = view
  const time = tree.now()
  const inherits = (directory.mode & 0o2000) !== 0
  const attributes = {
    inode: tree.nextInode(),
    owner: identity.owner,
    group: inherits ? directory.group : identity.group,
    mode: fresh.mode | (inherits && fresh.kind === 'directory' ? 0o2000 : 0),
    modifiedAt: time,
    changedAt: time,
  }
  const inode: Inode =
    fresh.kind === 'directory'
      ? { ...attributes, kind: 'directory', parent: directory.inode, names: tree.noNames(), links: 2 }
      : { ...attributes, ...fresh, mode: attributes.mode, links: 1 }
  tree.put(inode)
  enter(tree, directory.inode, name, inode.inode)
  return inode
}

/** @throws FileError EEXIST, EACCES */
export function assertFree(view: Viewpoint, place: Place, where: readonly [operation: string, path: string]): void {
  if (place.inode) throw new FileError('EEXIST', ...where)
  if (!mayChangeNames(view.identity, place.directory)) throw new FileError('EACCES', ...where)
}

export function addLink(view: Viewpoint, from: Place, to: Place): void {
  const { tree } = view
  const inode = from.inode as Inode
  tree.put({ ...inode, links: inode.links + 1, changedAt: tree.now() } as Inode)
  enter(tree, to.directory.inode, to.name, inode.inode)
}

/** EPERM for a directory, as Linux answers; EMLINK at the limit. */
export function linkRefusal(inode: Inode | undefined): ErrorCode | undefined {
  if (!inode) return 'ENOENT'
  if (inode.kind === 'directory') return 'EPERM'
  return inode.links >= mostLinks ? 'EMLINK' : undefined
}

export function removalRefusal(view: Viewpoint, { directory, inode, name }: Place): ErrorCode | undefined {
  if (!inode) return 'ENOENT'
  if (name === '') return 'EPERM'
  if (!mayChangeNames(view.identity, directory)) return 'EACCES'
  return stickinessForbids(view.identity, directory, inode) ? 'EPERM' : undefined
}

/** Takes the name away, and what it named with its last name. */
export function unlinkName({ tree }: Viewpoint, { directory, inode, name }: Place): void {
  leave(tree, directory.inode, name)
  if (!inode) return
  if (inode.kind === 'directory' || inode.links <= 1) tree.drop(inode.inode)
  else tree.put({ ...inode, links: inode.links - 1, changedAt: tree.now() } as Inode)
}

/** What stands at the new name is replaced when it is of a kind to be: a directory only when it is empty. */
export function renameRefusal(view: Viewpoint, from: Place, to: Place): ErrorCode | undefined {
  const { inode } = from
  const refused = removalRefusal(view, from) ?? (to.name === '' ? 'EINVAL' : undefined)
  if (refused || !inode) return refused ?? 'ENOENT'
  if (!mayChangeNames(view.identity, to.directory)) return 'EACCES'
  if (inode.kind === 'directory' && isInside(view.tree, to.directory, inode)) return 'EINVAL'
  if (!to.inode || to.inode.inode === inode.inode) return undefined
  if (stickinessForbids(view.identity, to.directory, to.inode)) return 'EPERM'
  if (inode.kind === 'directory' && to.inode.kind !== 'directory') return 'ENOTDIR'
  if (inode.kind !== 'directory' && to.inode.kind === 'directory') return 'EISDIR'
  return to.inode.kind === 'directory' && to.inode.names.map.size > 0 ? 'ENOTEMPTY' : undefined
}

export function move(view: Viewpoint, from: Place, to: Place): void {
  const { tree } = view
  const inode = from.inode as Inode
  // Two names of one file: rename does nothing (POSIX).
  if (to.inode?.inode === inode.inode) return
  if (to.inode) unlinkName(view, to)
  leave(tree, from.directory.inode, from.name)
  enter(tree, to.directory.inode, to.name, inode.inode)
  const moved = { ...inode, changedAt: tree.now() }
  tree.put(moved.kind === 'directory' ? { ...moved, parent: to.directory.inode } : moved)
}

function isInside(tree: FileTree, directory: Directory, ancestor: Directory): boolean {
  for (let each = directory; ; each = tree.inode(each.parent) as Directory) {
    if (each.inode === ancestor.inode) return true
    if (each.parent === each.inode) return false
  }
}

export function enter(tree: FileTree, number: number, name: string, inode: number): void {
  const directory = tree.inode(number) as Directory
  const names = changeable(directory.names, tree.token)
  names.map.set(name, inode)
  touch(tree, directory, names)
}

function leave(tree: FileTree, number: number, name: string): void {
  const directory = tree.inode(number) as Directory
  const names = changeable(directory.names, tree.token)
  names.map.delete(name)
  touch(tree, directory, names)
}

function touch(tree: FileTree, directory: Directory, names: Directory['names']): void {
  const time = tree.now()
  tree.put({ ...directory, names, modifiedAt: time, changedAt: time })
}

/**
 * What a change of owner makes of the mode: set-user-id goes, and set-group-id with it where the group may execute, root
 * or not (Linux, `chown(2)`); directories keep theirs.
 */
export function modeAfterChown({ kind, mode }: Inode): number {
  if (kind === 'directory') return mode
  return mode & ~0o4000 & ((mode & 0o010) !== 0 ? ~0o2000 : ~0)
}

export function chownRefusal(view: Viewpoint, inode: Inode, owner: number, group: number): ErrorCode | undefined {
  const { identity } = view
  if (identity.owner === 0) return undefined
  const groupIsOurs = group === inode.group || isIn(identity, group)
  return identity.owner === inode.owner && owner === inode.owner && groupIsOurs ? undefined : 'EPERM'
}
