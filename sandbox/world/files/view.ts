// A file tree as one client has it mounted: the calls a program makes, with that client's root, rights and umask.
import { type Identity, mayRead, mayWrite, owns, root } from './access.ts'
import {
  addLink,
  assertFree,
  chownRefusal,
  type Fresh,
  linkRefusal,
  longestTarget,
  make,
  modeAfterChown,
  move,
  removalRefusal,
  renameRefusal,
  unlinkName,
} from './changes.ts'
import { bytesOf, type Content, contentOf, nothing, sha256 } from './content.ts'
import { type ErrorCode, FileError } from './errors.ts'
import { FileHandle } from './handle.ts'
import { type Directory, type Inode, type RegularFile, type Status, statusOf } from './inode.ts'
import { type Place, resolve, type Viewpoint } from './resolve.ts'
import type { FileTree } from './tree.ts'

export interface ViewOptions {
  /** root when absent. */
  readonly as?: Identity
  /** Directory that `/` means, by its path from the file system's root; it must exist. */
  readonly root?: string
  readonly readOnly?: boolean
  /** Where the client mounted it; absolute symbolic links are read against this. */
  readonly mountedAt?: string
  /** Taken from the modes of what is made; 0o022 when absent. */
  readonly umask?: number
}

/** `a` appends, `w` truncates, `x` refuses what exists. */
export type Flags = 'r' | 'w' | 'wx' | 'a'

/** Paths are bytes, one character each (names.ts). Every call may throw a FileError with Node's code. */
export class FileView {
  readonly #view: Viewpoint
  readonly #readOnly: boolean
  readonly #umask: number

  constructor(tree: FileTree, options: ViewOptions = {}) {
    const { as: identity = root, mountedAt = '', readOnly = false, umask = 0o022 } = options
    const whole = { tree, identity: root, top: tree.root.inode, mountedAt: '' }
    const top = resolve(whole, options.root ?? '/', { operation: 'mount', follow: false }).inode
    if (top?.kind !== 'directory') throw new FileError(top ? 'ENOTDIR' : 'ENOENT', 'mount', options.root ?? '/')
    this.#view = { tree, identity, top: top.inode, mountedAt }
    this.#readOnly = readOnly
    this.#umask = umask
  }

  readdir(path: string): string[] {
    const directory = this.#directory('scandir', path)
    if (!mayRead(this.#view.identity, directory)) throw new FileError('EACCES', 'scandir', path)
    return [...directory.names.map.keys()]
  }

  lstat(path: string): Status {
    return statusOf(this.#existing('lstat', path, false).inode)
  }

  /** Follows symbolic links. */
  stat(path: string): Status {
    return statusOf(this.#existing('stat', path, true).inode)
  }

  exists(path: string): boolean {
    try {
      this.lstat(path)
      return true
    } catch (error) {
      if (error instanceof FileError && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return false
      throw error
    }
  }

  readlink(path: string): string {
    const { inode } = this.#existing('readlink', path, false)
    if (inode.kind !== 'symlink') throw new FileError('EINVAL', 'readlink', path)
    return inode.target
  }

  open(path: string, flags: Flags = 'r', mode = 0o666): FileHandle {
    const place = resolve(this.#view, path, { operation: 'open', follow: flags !== 'wx' })
    const { identity, tree } = this.#view
    const writes = flags !== 'r'
    const options = { path, reads: !writes, writes, appends: flags === 'a' }
    if (writes) this.#assertWritable('open', path)
    if (!place.inode || flags === 'wx') {
      if (!writes) throw new FileError('ENOENT', 'open', path)
      const file = this.#make('open', path, { kind: 'file', content: nothing, mode }, place)
      return new FileHandle(tree, file as RegularFile, options)
    }
    const { inode } = place
    if (inode.kind === 'directory') throw new FileError('EISDIR', 'open', path)
    if (inode.kind !== 'file') throw new FileError('ENXIO', 'open', path)
    if (!(writes ? mayWrite : mayRead)(identity, inode)) throw new FileError('EACCES', 'open', path)
    const handle = new FileHandle(tree, inode, options)
    if (flags === 'w') handle.truncate()
    return handle
  }

  readFile(path: string): Uint8Array {
    const { inode } = this.#existing('open', path, true)
    if (inode.kind !== 'file') throw new FileError('EISDIR', 'read', path)
    if (!mayRead(this.#view.identity, inode)) throw new FileError('EACCES', 'open', path)
    return bytesOf(inode.content)
  }

  /** Makes the file, or replaces what it holds. Text is written in UTF-8. */
  writeFile(path: string, data: Uint8Array | string, mode = 0o666): void {
    this.writeContent(path, contentOf(typeof data === 'string' ? data : data.slice()), mode)
  }

  /** As `writeFile`, of what may be described only. */
  writeContent(path: string, content: Content, mode = 0o666): void {
    const handle = this.open(path, 'w', mode)
    if (content.size > 0) handle.put(content)
    handle.close()
  }

  /** Of what a file holds, in hexadecimal. */
  sha256(path: string): string {
    const { inode } = this.#existing('open', path, true)
    if (inode.kind !== 'file') throw new FileError('EISDIR', 'read', path)
    if (!mayRead(this.#view.identity, inode)) throw new FileError('EACCES', 'open', path)
    return sha256(inode.content)
  }

  mkdir(path: string, mode = 0o777): void {
    this.#make('mkdir', path, { kind: 'directory', mode })
  }

  /** With all directories above it that are missing. */
  mkdirs(path: string, mode = 0o777): void {
    const names = path.split('/').filter(name => name !== '')
    for (let depth = 1; depth <= names.length; depth++) {
      const each = `/${names.slice(0, depth).join('/')}`
      if (!this.exists(each)) this.mkdir(each, mode)
    }
  }

  symlink(target: string, path: string): void {
    if (target.length > longestTarget) throw new FileError('ENAMETOOLONG', 'symlink', path)
    if (target === '') throw new FileError('ENOENT', 'symlink', path)
    this.#make('symlink', path, { kind: 'symlink', target, mode: 0o777 })
  }

  /** Sockets and named pipes, which programs leave behind and backups leave out. */
  makeSpecial(kind: 'socket' | 'pipe', path: string, mode = 0o666): void {
    this.#make('mknod', path, { kind, mode })
  }

  link(existing: string, path: string): void {
    const from = resolve(this.#view, existing, { operation: 'link', follow: false })
    const to = resolve(this.#view, path, { operation: 'link', follow: false })
    this.#refuse('link', existing, linkRefusal(from.inode))
    assertFree(this.#view, to, ['link', path])
    addLink(this.#view, from, to)
  }

  rename(path: string, target: string): void {
    const from = resolve(this.#view, path, { operation: 'rename', follow: false })
    const to = resolve(this.#view, target, { operation: 'rename', follow: false })
    this.#refuse('rename', path, renameRefusal(this.#view, from, to))
    move(this.#view, from, to)
  }

  unlink(path: string): void {
    const place = resolve(this.#view, path, { operation: 'unlink', follow: false })
    this.#refuse('unlink', path, removalRefusal(this.#view, place))
    if (place.inode?.kind === 'directory') throw new FileError('EISDIR', 'unlink', path)
    unlinkName(this.#view, place)
  }

  rmdir(path: string): void {
    const place = resolve(this.#view, path, { operation: 'rmdir', follow: false })
    this.#refuse('rmdir', path, removalRefusal(this.#view, place))
    if (place.inode?.kind !== 'directory') throw new FileError('ENOTDIR', 'rmdir', path)
    if (place.inode.names.map.size > 0) throw new FileError('ENOTEMPTY', 'rmdir', path)
    unlinkName(this.#view, place)
  }

  /** As `rm -r`: with everything below it. */
  remove(path: string): void {
    if (this.lstat(path).kind !== 'directory') {
      this.unlink(path)
      return
    }
    for (const name of this.readdir(path)) this.remove(`${path}/${name}`)
    this.rmdir(path)
  }

  /** Of the link itself, not of what it leads to. */
  lchown(path: string, owner: number, group: number): void {
    const { inode } = this.#existing('lchown', path, false)
    this.#refuse('lchown', path, chownRefusal(this.#view, inode, owner, group))
    this.#change(inode, { owner, group, mode: modeAfterChown(inode) })
  }

  chmod(path: string, mode: number): void {
    const { inode } = this.#existing('chmod', path, true)
    this.#refuse('chmod', path, owns(this.#view.identity, inode) ? undefined : 'EPERM')
    this.#change(inode, { mode: mode & 0o7777 })
  }

  /** Sets the time of modification, in milliseconds since the epoch; of the link itself. */
  lutimes(path: string, modifiedAt: number): void {
    const { inode } = this.#existing('lutime', path, false)
    this.#refuse('lutime', path, owns(this.#view.identity, inode) ? undefined : 'EPERM')
    this.#change(inode, { modifiedAt })
  }

  #make(operation: string, path: string, fresh: Fresh, at?: Place): Inode {
    const place = at ?? resolve(this.#view, path, { operation, follow: false })
    assertFree(this.#view, place, [operation, path])
    this.#assertWritable(operation, path)
    const mode = fresh.kind === 'symlink' ? fresh.mode : fresh.mode & ~this.#umask
    return make(this.#view, place, { ...fresh, mode })
  }

  #change(inode: Inode, changes: Partial<Pick<Inode, 'owner' | 'group' | 'mode' | 'modifiedAt'>>): void {
    const { tree } = this.#view
    tree.put({ ...inode, ...changes, changedAt: tree.now() } as Inode)
  }

  #refuse(operation: string, path: string, code: ErrorCode | undefined): void {
    this.#assertWritable(operation, path)
    if (code) throw new FileError(code, operation, path)
  }

  #assertWritable(operation: string, path: string): void {
    if (this.#readOnly) throw new FileError('EROFS', operation, path)
  }

  #existing(operation: string, path: string, follow: boolean): { readonly inode: Inode } {
    const { inode } = resolve(this.#view, path, { operation, follow })
    if (!inode) throw new FileError('ENOENT', operation, path)
    return { inode }
  }

  #directory(operation: string, path: string): Directory {
    const { inode } = this.#existing(operation, path, true)
    if (inode.kind !== 'directory') throw new FileError('ENOTDIR', operation, path)
    return inode
  }
}
