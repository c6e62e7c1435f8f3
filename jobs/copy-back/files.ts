// What the program asks of a file system: a part of `node:fs/promises`, so that cluster and rehearsal can both answer it.

export type Kind = 'file' | 'directory' | 'symlink' | 'other'

/** What lstat tells of a path. */
export interface Entry {
  readonly kind: Kind
  /** The same for two names of one file. */
  readonly inode: string
  readonly links: number
  readonly owner: number
  readonly group: number
  /** Permission bits, set-user-id, set-group-id and sticky included. */
  readonly mode: number
  readonly size: number
  /** Milliseconds since the epoch, with fractions. */
  readonly modified: number
}

export interface OpenFile {
  /** Bytes read into the buffer from the handle's position; 0 at the end. */
  read(into: Uint8Array): Promise<number>
  /** All of them. */
  write(bytes: Uint8Array): Promise<void>
  /** Everything that the file of that path holds, at the end of this one; gives how many bytes. */
  append(path: string): Promise<number>
  /** Returns when the bytes are safe. */
  sync(): Promise<void>
  close(): Promise<void>
}

/**
 * Paths are bytes, one character each: a name need not be UTF-8. Errors carry the `code` of Node (`EEXIST`, `ENOENT`).
 * No call follows a symbolic link at the end of a path, except `chmod`, which is never given one.
 */
export interface Files {
  readdir(path: string): Promise<string[]>
  lstat(path: string): Promise<Entry>
  readlink(path: string): Promise<string>
  /** Of everything that a file holds, in hexadecimal. */
  sha256(path: string): Promise<string>
  /** `wx` refuses a path that exists. */
  open(path: string, flags: 'r' | 'wx' | 'a'): Promise<OpenFile>
  /** With mode 0700. */
  mkdir(path: string): Promise<void>
  symlink(target: string, path: string): Promise<void>
  link(existing: string, path: string): Promise<void>
  rename(path: string, target: string): Promise<void>
  unlink(path: string): Promise<void>
  rmdir(path: string): Promise<void>
  lchown(path: string, owner: number, group: number): Promise<void>
  chmod(path: string, mode: number): Promise<void>
  lutimes(path: string, modified: number): Promise<void>
}

export function codeOf(error: unknown): string {
  return String((error as { readonly code?: unknown } | undefined)?.code ?? '')
}

/** Undefined when nothing is there. */
export async function look(files: Files, path: string): Promise<Entry | undefined> {
  try {
    return await files.lstat(path)
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined
    throw error
  }
}
