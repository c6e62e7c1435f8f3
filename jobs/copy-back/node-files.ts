// The file system of the pod: node:fs/promises with paths as bytes, so that names in any encoding are found again.
import { constants, type Stats } from 'node:fs'
import * as fs from 'node:fs/promises'
import type { Entry, Files, Kind, OpenFile } from './files.ts'
import { readPieces, sha256ByReading } from './whole.ts'

const bytes = (path: string): Buffer => Buffer.from(path, 'latin1')

/** Links at the end of a path are refused where Node would follow them: nobody may lead the program elsewhere. */
const flags = {
  r: constants.O_RDONLY | constants.O_NOFOLLOW,
  wx: constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL,
  a: constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | constants.O_NOFOLLOW,
} as const

export const nodeFiles: Files = {
  readdir: async path => (await fs.readdir(bytes(path), { encoding: 'buffer' })).map(name => name.toString('latin1')),
  lstat: async path => entryOf(await fs.lstat(bytes(path))),
  readlink: async path => (await fs.readlink(bytes(path), { encoding: 'buffer' })).toString('latin1'),
  open: async (path, how) => openFile(await fs.open(bytes(path), flags[how], 0o600)),
  sha256: path => sha256ByReading(nodeFiles, path),
  mkdir: async path => {
    await fs.mkdir(bytes(path), { mode: 0o700 })
  },
  symlink: (target, path) => fs.symlink(bytes(target), bytes(path)),
  link: (existing, path) => fs.link(bytes(existing), bytes(path)),
  rename: (path, target) => fs.rename(bytes(path), bytes(target)),
  unlink: path => fs.unlink(bytes(path)),
  rmdir: path => fs.rmdir(bytes(path)),
  lchown: (path, owner, group) => fs.lchown(bytes(path), owner, group),
  chmod: (path, mode) => fs.chmod(bytes(path), mode),
  // The time of last access is nobody's concern here: it becomes that of the modification.
  lutimes: (path, modified) => fs.lutimes(bytes(path), modified / 1000, modified / 1000),
}

function entryOf(stats: Stats): Entry {
  const { uid, gid, mode, size, nlink, mtimeMs, dev, ino } = stats
  return {
    ...{ kind: kindOf(stats), inode: `${dev}:${ino}`, links: nlink },
    ...{ owner: uid, group: gid, mode: mode & 0o7777, size, modified: mtimeMs },
  }
}

function kindOf(stats: Stats): Kind {
  if (stats.isFile()) return 'file'
  if (stats.isDirectory()) return 'directory'
  return stats.isSymbolicLink() ? 'symlink' : 'other'
}

function openFile(handle: fs.FileHandle): OpenFile {
  const write = async (all: Uint8Array) => {
    for (let done = 0; done < all.length; ) done += (await handle.write(all, done)).bytesWritten
  }
  return {
    read: async into => (await handle.read(into, 0, into.length, null)).bytesRead,
    write,
    async append(path) {
      let size = 0
      await readPieces(nodeFiles, path, async piece => {
        size += piece.length
        await write(piece)
      })
      return size
    },
    sync: () => handle.sync(),
    close: () => handle.close(),
  }
}
