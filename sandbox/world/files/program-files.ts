// The file system that a Job's program sees: mounted views under their paths, with the time that each call takes.
import type { Entry, Files, OpenFile } from '../../../jobs/copy-back/files.ts'
import { FileError } from './errors.ts'
import type { FileHandle } from './handle.ts'
import type { Status } from './inode.ts'
import type { FileView } from './view.ts'

export interface ProgramFiles {
  /** Views by mount path, such as `/live`. */
  readonly mounts: Readonly<Record<string, FileView>>
  /** What one client reads or writes in a second; an estimate for NFS when absent. */
  bytesASecond?(): number
  /** Called now and then with the seconds that calls have taken; the world goes on until it resolves. Absent: no time. */
  pause?(seconds: number): Promise<void>
}

/** Amazon EFS performance specifications: reads from 0.6 ms, writes from 2.7 ms; several are under way at once. */
const readSeconds = 0.0006
const writeSeconds = 0.0027
const overlapping = 8
/** An estimate of what one client reads or writes through NFS with TLS, in bytes a second. */
const overNfs = 100e6
/** Bytes moved before the world is let in again: an eighth of a gigabyte takes a second or two. */
const stretch = 128e6
/** The world is let in about every quarter of a second. */
const turn = 0.25

export function programFiles({ mounts, pause, bytesASecond = () => overNfs }: ProgramFiles): Files {
  const move = (bytes: number) => spend(bytes / bytesASecond())
  let debt = 0
  // One client has one connection: what several files move at the same time, they move one after the other.
  let connection = Promise.resolve()
  const spend = async (seconds: number) => {
    debt += seconds
    if (!pause || debt < turn) return
    const due = debt
    debt = 0
    connection = connection.then(() => pause(due))
    await connection
  }
  const at = (path: string, operation: string): readonly [FileView, string] => {
    for (const [mount, view] of Object.entries(mounts))
      if (path === mount || path.startsWith(`${mount}/`)) return [view, path.slice(mount.length) || '/']
    throw new FileError('ENOENT', operation, path)
  }
  /** One call that looks, or one that changes. */
  const call = async <T>(path: string, operation: string, work: (view: FileView, inner: string) => T): Promise<T> => {
    await spend((changes.has(operation) ? writeSeconds : readSeconds) / overlapping)
    return work(...at(path, operation))
  }
  const open = (path: string, flags: 'r' | 'wx' | 'a') =>
    call(path, flags === 'r' ? 'open' : 'create', (view, inner) => {
      // O_NOFOLLOW
      if (flags !== 'wx' && view.exists(inner) && view.lstat(inner).kind === 'symlink')
        throw new FileError('ELOOP', 'open', path)
      return view.open(inner, flags, 0o600)
    })
  const two = (operation: 'rename' | 'link', from: string, to: string) =>
    call(from, operation, (view, inner) => {
      const [other, target] = at(to, operation)
      if (other !== view) throw new FileError('EXDEV', operation, from)
      view[operation](inner, target)
    })
  return {
    readdir: path => call(path, 'scandir', (view, inner) => view.readdir(inner)),
    lstat: path => call(path, 'lstat', (view, inner) => entryOf(view.lstat(inner))),
    readlink: path => call(path, 'readlink', (view, inner) => view.readlink(inner)),
    sha256: async path => {
      const file = await open(path, 'r')
      for (let part = file.take(stretch); part.size > 0; part = file.take(stretch)) await move(part.size)
      file.close()
      return call(path, 'open', (view, inner) => view.sha256(inner))
    },
    open: async (path, flags) => openFile(await open(path, flags), { spend, move, open }),
    mkdir: path => call(path, 'mkdir', (view, inner) => view.mkdir(inner, 0o700)),
    symlink: (target, path) => call(path, 'symlink', (view, inner) => view.symlink(target, inner)),
    link: (existing, path) => two('link', existing, path),
    rename: (path, target) => two('rename', path, target),
    unlink: path => call(path, 'unlink', (view, inner) => view.unlink(inner)),
    rmdir: path => call(path, 'rmdir', (view, inner) => view.rmdir(inner)),
    lchown: (path, owner, group) => call(path, 'lchown', (view, inner) => view.lchown(inner, owner, group)),
    chmod: (path, mode) => call(path, 'chmod', (view, inner) => view.chmod(inner, mode)),
    lutimes: (path, modified) => call(path, 'lutime', (view, inner) => view.lutimes(inner, modified)),
  }
}

const changes = new Set([
  ...['create', 'mkdir', 'symlink', 'link', 'rename', 'unlink', 'rmdir', 'lchown', 'chmod', 'lutime'],
])

function entryOf({ kind, inode, links, owner, group, mode, size, modifiedAt }: Status): Entry {
  const plain = kind === 'socket' || kind === 'pipe' ? 'other' : kind
  return { kind: plain, inode: String(inode), links, owner, group, mode, size, modified: modifiedAt }
}

interface Client {
  spend(seconds: number): Promise<void>
  move(bytes: number): Promise<void>
  open(path: string, flags: 'r'): Promise<FileHandle>
}

function openFile(handle: FileHandle, { spend, move, open }: Client): OpenFile {
  return {
    async append(path) {
      const source = await open(path, 'r')
      let size = 0
      for (let part = source.take(stretch); part.size > 0; part = source.take(stretch)) {
        // Read, then written.
        await move(2 * part.size)
        handle.put(part)
        size += part.size
      }
      source.close()
      return size
    },
    async read(into) {
      const count = handle.read(into)
      await move(count)
      return count
    },
    async write(bytes) {
      handle.write(bytes)
      await move(bytes.length)
    },
    sync: () => spend(writeSeconds / overlapping),
    close: async () => handle.close(),
  }
}
