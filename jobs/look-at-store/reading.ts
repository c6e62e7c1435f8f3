// What the program asks of a file system: to list, to look and to read, and nothing that writes.
import { type Files, look } from '../copy-back/files.ts'

export type Reading = Pick<Files, 'readdir' | 'lstat' | 'open' | 'sha256'>

/** The data is not whole. */
export class Broken extends Error {
  override readonly name = 'Broken'
}

const CHUNK = 1 << 20

/** The whole of a file. */
export async function readWhole(files: Reading, path: string): Promise<Uint8Array> {
  const handle = await files.open(path, 'r')
  try {
    const parts: Uint8Array[] = []
    for (;;) {
      const buffer = new Uint8Array(CHUNK)
      const count = await handle.read(buffer)
      if (count === 0) return Buffer.concat(parts)
      parts.push(buffer.subarray(0, count))
    }
  } finally {
    await handle.close()
  }
}

/** Bytes of a file; 0 for what is not there. */
export async function sizeOf(files: Reading, path: string): Promise<number> {
  return (await look(files as Files, path))?.size ?? 0
}
