// Whole things: a small file read at once, a tree removed, the hash of a file.
import { createHash } from 'node:crypto'
import { type Files, look } from './files.ts'
import { below } from './paths.ts'

type Opening = Pick<Files, 'open'>

const chunk = 256 * 1024
/** Buffers between two uses: as many as were ever needed at the same time, about thirty. */
const idle: Uint8Array[] = []

/** Calls `each` with every piece; the buffer is reused, so a piece lives until `each` returns. */
export async function readPieces(
  files: Opening,
  path: string,
  each: (piece: Uint8Array) => Promise<void> | void,
): Promise<void> {
  const file = await files.open(path, 'r')
  const buffer = idle.pop() ?? new Uint8Array(chunk)
  try {
    for (let count = await file.read(buffer); count > 0; count = await file.read(buffer))
      await each(buffer.subarray(0, count))
  } finally {
    idle.push(buffer)
    await file.close()
  }
}

export async function readText(files: Files, path: string): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  await readPieces(files, path, piece => {
    text += decoder.decode(piece, { stream: true })
  })
  return text
}

/** By reading all of it; `Files.sha256` of the cluster. */
export async function sha256ByReading(files: Opening, path: string): Promise<string> {
  const hash = createHash('sha256')
  await readPieces(files, path, piece => {
    hash.update(piece)
  })
  return hash.digest('hex')
}

/** As `rm -rf`: nothing there is nothing to do. Gives how many entries went. */
export async function removeTree(files: Files, path: string): Promise<number> {
  const entry = await look(files, path)
  if (!entry) return 0
  if (entry.kind !== 'directory') {
    await files.unlink(path)
    return 1
  }
  let count = 1
  for (const name of await files.readdir(path)) count += await removeTree(files, below(path, name))
  await files.rmdir(path)
  return count
}
