// Who may do what: the permission bits of POSIX as an NFS server applies them to a user id and group ids.
import type { Attributes } from './inode.ts'

export interface Identity {
  readonly owner: number
  readonly group: number
  /** Supplementary groups. */
  readonly groups?: readonly number[]
}

export const root: Identity = { owner: 0, group: 0 }
/** What root becomes without `elasticfilesystem:ClientRootAccess`: nfsnobody (Amazon EFS user guide, root squashing). */
export const nobody: Identity = { owner: 65534, group: 65534 }

const READ = 4
const WRITE = 2
const SEARCH = 1

export function isIn(identity: Identity, group: number): boolean {
  return identity.group === group || (identity.groups?.includes(group) ?? false)
}

function allowed(identity: Identity, { owner, group, mode }: Attributes, wanted: number): boolean {
  if (identity.owner === 0) return true
  const shift = identity.owner === owner ? 6 : isIn(identity, group) ? 3 : 0
  return ((mode >> shift) & wanted) === wanted
}

export const mayRead = (identity: Identity, inode: Attributes) => allowed(identity, inode, READ)
export const mayWrite = (identity: Identity, inode: Attributes) => allowed(identity, inode, WRITE)
export const maySearch = (identity: Identity, inode: Attributes) => allowed(identity, inode, SEARCH)
/** Adding and removing names. */
export const mayChangeNames = (identity: Identity, directory: Attributes) =>
  allowed(identity, directory, WRITE | SEARCH)

/** In a sticky directory only the owners, of the entry or of the directory, and root may remove an entry. */
export function stickinessForbids(identity: Identity, directory: Attributes, entry: Attributes): boolean {
  if ((directory.mode & 0o1000) === 0 || identity.owner === 0) return false
  return identity.owner !== directory.owner && identity.owner !== entry.owner
}

export const owns = (identity: Identity, inode: Attributes) => identity.owner === 0 || identity.owner === inode.owner
