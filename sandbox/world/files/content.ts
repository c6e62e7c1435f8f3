// What files hold: pieces of bytes that are never changed in place, so that copies of a file share them.
import { createHash } from 'node:crypto'

export interface Content {
  readonly size: number
  /** In order; none is empty. */
  readonly pieces: readonly Uint8Array[]
}

export const nothing: Content = { size: 0, pieces: [] }

/** The bytes are kept as they are: the caller changes them no more. */
export function contentOf(bytes: Uint8Array | string): Content {
  const piece = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes
  return piece.length === 0 ? nothing : { size: piece.length, pieces: [piece] }
}

/** Bytes that only the name determines, such as an image's; a name and a size give the same bytes for ever. */
export function inventedContent(name: string, size: number): Content {
  const block = 4096
  const seed = createHash('sha256').update(name).digest()
  const filled = (index: number, length: number) => {
    const start = createHash('sha256').update(seed).update(String(index)).digest()
    return new Uint8Array(Buffer.alloc(length, start))
  }
  const pieces = Array.from({ length: Math.ceil(size / block) }, (_, index) =>
    filled(index, Math.min(block, size - index * block)),
  )
  return { size, pieces }
}

/** At most `length` bytes from `position`, copied into the target; gives how many. */
export function readInto(content: Content, position: number, target: Uint8Array): number {
  let skipped = 0
  let copied = 0
  for (const piece of content.pieces) {
    if (copied === target.length) break
    const from = position + copied - skipped
    skipped += piece.length
    if (from >= piece.length) continue
    const part = piece.subarray(from, from + target.length - copied)
    target.set(part, copied)
    copied += part.length
  }
  return copied
}

export function bytesOf(content: Content): Uint8Array {
  const all = new Uint8Array(content.size)
  readInto(content, 0, all)
  return all
}

/** The content with the bytes written at the position; a gap between the end and the position is filled with zeros. */
export function written(content: Content, position: number, bytes: Uint8Array): Content {
  if (bytes.length === 0) return content
  const copy = bytes.slice()
  if (position === content.size) return { size: content.size + copy.length, pieces: [...content.pieces, copy] }
  const size = Math.max(content.size, position + copy.length)
  const all = new Uint8Array(size)
  readInto(content, 0, all)
  all.set(copy, position)
  return { size, pieces: [all] }
}

export function sha256(content: Content): string {
  const hash = createHash('sha256')
  for (const piece of content.pieces) hash.update(piece)
  return hash.digest('hex')
}
