// Names in a file tree are bytes, as on Linux: kept as strings of one character per byte, whatever the encoding was.
import { FileError } from './errors.ts'

/** EFS and Linux allow 255 bytes in a name (Amazon EFS user guide, "Limits for NFS clients"). */
const longestName = 255
/** PATH_MAX of Linux, the closing zero included. */
const longestPath = 4096
const beyondBytes = /[^\0-\xff]/

/** The bytes of a text in UTF-8, one character each. ASCII is itself. */
export function encoded(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1')
}

/** The text that the bytes spell in UTF-8; bytes that spell nothing become the replacement character. */
export function decoded(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

/**
 * The names that a path goes through; `.` and empty ones left out.
 * @throws FileError ENAMETOOLONG; TypeError for characters that are no bytes: encode such a name first
 */
export function namesOf(path: string, operation: string): string[] {
  if (path.includes('\0')) throw new TypeError(`a path holds a zero byte: ${JSON.stringify(path)}`)
  if (path.length >= longestPath) throw new FileError('ENAMETOOLONG', operation, path)
  const names = path.split('/').filter(name => name !== '' && name !== '.')
  for (const name of names) {
    if (name.length > longestName) throw new FileError('ENAMETOOLONG', operation, path)
    if (beyondBytes.test(name)) throw new TypeError(`not a name of bytes, encode it first: ${name}`)
  }
  return names
}
