// What a file tree is made of: records that are replaced rather than changed, and directories that versions share.
import type { Content } from './content.ts'
import type { Token } from './table.ts'

export interface Attributes {
  readonly inode: number
  readonly owner: number
  readonly group: number
  /** Permission bits with set-user-id, set-group-id and sticky: 0o7777 at most. */
  readonly mode: number
  /** Milliseconds since the epoch, with fractions. */
  readonly modifiedAt: number
  readonly changedAt: number
  /** Names that lead to it; 2 for a directory. */
  readonly links: number
}

/** Names of a directory, in the order in which they were made. */
export interface Names {
  readonly token: Token
  readonly map: Map<string, number>
}

export interface Directory extends Attributes {
  readonly kind: 'directory'
  readonly parent: number
  readonly names: Names
}

export interface RegularFile extends Attributes {
  readonly kind: 'file'
  readonly content: Content
}

export interface SymbolicLink extends Attributes {
  readonly kind: 'symlink'
  /** Bytes, as written. */
  readonly target: string
}

/** Sockets and named pipes: they exist in a live tree and in no backup (aws-behaviour 1.2.7). */
export interface Special extends Attributes {
  readonly kind: 'socket' | 'pipe'
}

export type Inode = Directory | RegularFile | SymbolicLink | Special
export type Kind = Inode['kind']

/** What lstat tells. */
export interface Status extends Attributes {
  readonly kind: Kind
  readonly size: number
}

/** A directory shows 4096 bytes, a symbolic link the length of its target. */
export function sizeOf(inode: Inode): number {
  if (inode.kind === 'file') return inode.content.size
  if (inode.kind === 'symlink') return inode.target.length
  return inode.kind === 'directory' ? 4096 : 0
}

export function statusOf(found: Inode): Status {
  const { kind, inode, owner, group, mode, modifiedAt, changedAt, links } = found
  return { kind, inode, owner, group, mode, modifiedAt, changedAt, links, size: sizeOf(found) }
}

/** The names for one who may change them: their own when the token is theirs, otherwise a copy. */
export function changeable(names: Names, token: Token): Names {
  return names.token === token ? names : { token, map: new Map(names.map) }
}
