// A file tree in memory, with owners, modes, times and links; snapshots of it cost nothing until something changes.
import { type Directory, type Inode, type Names, sizeOf } from './inode.ts'
import { emptyTable, lookUp, store, type Table, type Token } from './table.ts'

const rootInode = 1

/** A tree at one moment, which nothing changes any more. */
export interface Snapshot {
  readonly table: Table
  readonly next: number
  /** Files, directories, links, without sockets and pipes. */
  readonly count: number
  /** Bytes of regular files. */
  readonly bytes: number
  readonly takenAt: number
}

export class FileTree {
  readonly now: () => number
  #token: Token = {}
  #table: Table
  #next = rootInode + 1
  #count = 1
  #bytes = 0

  /**
   * @param now milliseconds since the epoch: the only source of times
   * @param from what it begins with; an empty root of 0755 owned by root when absent, as of a new EFS file system
   */
  constructor(now: () => number, from?: Snapshot) {
    this.now = now
    this.#table = emptyTable(this.#token)
    if (from) {
      this.#table = from.table
      this.#next = from.next
      this.#count = from.count
      this.#bytes = from.bytes
      return
    }
    const time = now()
    const root: Directory = {
      ...{ kind: 'directory', inode: rootInode, parent: rootInode, names: this.noNames(), links: 2 },
      ...{ owner: 0, group: 0, mode: 0o755, modifiedAt: time, changedAt: time },
    }
    this.#table = store(this.#table, rootInode, { value: root, token: this.#token })
  }

  get root(): Directory {
    return this.inode(rootInode) as Directory
  }

  /** Files, directories and links, the root included; sockets and pipes not. */
  get count(): number {
    return this.#count
  }

  get bytes(): number {
    return this.#bytes
  }

  get token(): Token {
    return this.#token
  }

  noNames(): Names {
    return { token: this.#token, map: new Map() }
  }

  inode(number: number): Inode {
    const found = lookUp<Inode>(this.#table, number)
    if (!found) throw new Error(`there is no inode ${number}`)
    return found
  }

  /** Undefined for what was deleted. */
  find(number: number): Inode | undefined {
    return lookUp<Inode>(this.#table, number)
  }

  nextInode(): number {
    return this.#next++
  }

  put(inode: Inode): void {
    this.#account(this.find(inode.inode), -1)
    this.#account(inode, 1)
    this.#table = store(this.#table, inode.inode, { value: inode, token: this.#token })
  }

  drop(number: number): void {
    this.#account(this.find(number), -1)
    this.#table = store(this.#table, number, { value: undefined, token: this.#token })
  }

  snapshot(): Snapshot {
    // A new token: from here on, both sides copy what they change.
    this.#token = {}
    return {
      table: this.#table,
      next: this.#next,
      count: this.#count,
      bytes: this.#bytes,
      takenAt: this.now(),
    }
  }

  /** A tree of its own that begins as the snapshot was. */
  at(snapshot: Snapshot): FileTree {
    return new FileTree(this.now, snapshot)
  }

  #account(inode: Inode | undefined, sign: 1 | -1): void {
    if (!inode || inode.kind === 'socket' || inode.kind === 'pipe') return
    this.#count += sign
    if (inode.kind === 'file') this.#bytes += sign * sizeOf(inode)
  }
}
