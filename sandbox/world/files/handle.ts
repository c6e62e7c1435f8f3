// An open file: it reads and writes what it was opened on, also after the name is gone.

import { type Content, nothing, readInto, sliced, together, written } from './content.ts'
import { FileError } from './errors.ts'
import { type RegularFile, type Status, statusOf } from './inode.ts'
import type { FileTree } from './tree.ts'

export interface HandleOptions {
  readonly path: string
  readonly reads: boolean
  readonly writes: boolean
  readonly appends: boolean
}

export class FileHandle {
  readonly #tree: FileTree
  readonly #inode: number
  readonly #options: HandleOptions
  /** Of a file whose last name was removed while it is open. */
  #orphan: RegularFile
  #position = 0
  #open = true

  constructor(tree: FileTree, file: RegularFile, options: HandleOptions) {
    this.#tree = tree
    this.#inode = file.inode
    this.#orphan = file
    this.#options = options
  }

  /** Bytes read, 0 at the end. From the handle's own position when none is given. */
  read(target: Uint8Array, position?: number): number {
    if (!this.#options.reads) throw this.#fail('EBADF', 'read')
    const count = readInto(this.#file().content, position ?? this.#position, target)
    if (position === undefined) this.#position += count
    return count
  }

  write(bytes: Uint8Array): number {
    if (!this.#options.writes) throw this.#fail('EBADF', 'write')
    const file = this.#file()
    const position = this.#options.appends ? file.content.size : this.#position
    this.#replace(file, written(file.content, position, bytes))
    this.#position = position + bytes.length
    return bytes.length
  }

  /** At most so many bytes from the handle's own position, which moves on; they are not made for it. */
  take(length: number): Content {
    if (!this.#options.reads) throw this.#fail('EBADF', 'read')
    const taken = sliced(this.#file().content, this.#position, length)
    this.#position += taken.size
    return taken
  }

  /** To the end of the file, whatever it is. */
  put(content: Content): void {
    if (!this.#options.writes) throw this.#fail('EBADF', 'write')
    const file = this.#file()
    this.#replace(file, together(file.content, content))
    this.#position = file.content.size + content.size
  }

  truncate(): void {
    if (!this.#options.writes) throw this.#fail('EBADF', 'ftruncate')
    this.#replace(this.#file(), nothing)
  }

  status(): Status {
    return statusOf(this.#file())
  }

  close(): void {
    this.#file()
    this.#open = false
  }

  #file(): RegularFile {
    if (!this.#open) throw this.#fail('EBADF', 'read')
    const found = this.#tree.find(this.#inode)
    if (found?.kind === 'file') this.#orphan = found
    return this.#orphan
  }

  #replace(file: RegularFile, content: Content): void {
    const time = this.#tree.now()
    this.#orphan = { ...file, content, modifiedAt: time, changedAt: time }
    if (this.#tree.find(this.#inode)) this.#tree.put(this.#orphan)
  }

  #fail(code: 'EBADF', operation: string): FileError {
    return new FileError(code, operation, this.#options.path)
  }
}
