// Errors of a file system, with the codes and the wording shape of Node's own, so that programs cannot tell.

const meanings = {
  ENOENT: 'no such file or directory',
  EEXIST: 'file already exists',
  ENOTDIR: 'not a directory',
  EISDIR: 'illegal operation on a directory',
  ENOTEMPTY: 'directory not empty',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EROFS: 'read-only file system',
  EINVAL: 'invalid argument',
  ELOOP: 'too many symbolic links encountered',
  EMLINK: 'too many links',
  EXDEV: 'cross-device link not permitted',
  EBADF: 'bad file descriptor',
  ENAMETOOLONG: 'name too long',
  ENXIO: 'no such device or address',
  ESTALE: 'stale file handle',
  EIO: 'i/o error',
} as const

export type ErrorCode = keyof typeof meanings

export class FileError extends Error {
  readonly code: ErrorCode
  readonly syscall: string
  readonly path: string

  constructor(code: ErrorCode, syscall: string, path: string) {
    super(`${code}: ${meanings[code]}, ${syscall} '${path}'`)
    this.name = 'Error'
    this.code = code
    this.syscall = syscall
    this.path = path
  }
}
