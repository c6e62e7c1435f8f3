// What files hold: pieces of bytes that are never changed in place, so that copies of a file share them.
import { createHash } from 'node:crypto'

/**
 * Bytes that are written down nowhere: what a seed determines from a position on. Gigabytes cost nothing until somebody
 * reads them. The empty seed means zeros.
 */
export interface Described {
  readonly seed: string
  readonly from: number
  readonly length: number
}

export type Piece = Uint8Array | Described

export interface Content {
  readonly size: number
  /** In order; none is empty. */
  readonly pieces: readonly Piece[]
}

export const nothing: Content = { size: 0, pieces: [] }

/** The bytes are kept as they are: the caller changes them no more. */
export function contentOf(bytes: Uint8Array | string): Content {
  const piece = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes
  return piece.length === 0 ? nothing : { size: piece.length, pieces: [piece] }
}

/** Bytes that only the name determines, such as an image's; a name and a size give the same bytes for ever. */
export function inventedContent(name: string, size: number): Content {
  if (size === 0) return nothing
  const bytes = new Uint8Array(size)
  fill(bytes, { seed: name, from: 0 })
  return contentOf(bytes)
}

/** The same bytes, not made before they are read: for what is too big to be held. Zeros when the name is empty. */
export const describedContent = (name: string, size: number): Content =>
  size === 0 ? nothing : { size, pieces: [{ seed: name, from: 0, length: size }] }

export const together = (...parts: readonly Content[]): Content => ({
  size: parts.reduce((sum, { size }) => sum + size, 0),
  pieces: parts.flatMap(({ pieces }) => pieces),
})

const block = 4096

function fill(target: Uint8Array, { seed, from }: Pick<Described, 'seed' | 'from'>): void {
  if (seed === '') {
    target.fill(0)
    return
  }
  const name = createHash('sha256').update(seed).digest()
  for (let done = 0; done < target.length; ) {
    const index = Math.floor((from + done) / block)
    const within = from + done - index * block
    const whole = Buffer.alloc(block, createHash('sha256').update(name).update(String(index)).digest())
    const part = whole.subarray(within, within + target.length - done)
    target.set(part, done)
    done += part.length
  }
}

const isDescribed = (piece: Piece): piece is Described => 'seed' in piece

function partOf(piece: Piece, from: number, length: number): Piece {
  const left = Math.min(length, piece.length - from)
  if (!isDescribed(piece)) return piece.subarray(from, from + left)
  return { seed: piece.seed, from: piece.from + from, length: left }
}

/** At most `length` of it from `position`, without making anything. */
export function sliced(content: Content, position: number, length: number): Content {
  const pieces: Piece[] = []
  let skipped = 0
  let size = 0
  for (const piece of content.pieces) {
    if (size === length) break
    const from = position + size - skipped
    skipped += piece.length
    if (from >= piece.length) continue
    const part = partOf(piece, from, length - size)
    pieces.push(part)
    size += part.length
  }
  return { size, pieces }
}

/** At most `length` bytes from `position`, copied into the target; gives how many. */
export function readInto(content: Content, position: number, target: Uint8Array): number {
  const { size, pieces } = sliced(content, position, target.length)
  let copied = 0
  for (const piece of pieces) {
    if (isDescribed(piece)) fill(target.subarray(copied, copied + piece.length), piece)
    else target.set(piece, copied)
    copied += piece.length
  }
  return size
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
  if (position === content.size) return together(content, contentOf(copy))
  const size = Math.max(content.size, position + copy.length)
  const all = new Uint8Array(size)
  readInto(content, 0, all)
  all.set(copy, position)
  return { size, pieces: [all] }
}

/**
 * The one place that says what the hash of a file is. Of bytes it is their own; where something is only described it is
 * that of the description, so it never equals the hash of the same bytes written out: a copy made byte by byte of what
 * is described counts as different, and nothing false counts as equal.
 */
export function sha256(content: Content): string {
  const hash = createHash('sha256')
  for (const piece of merged(content.pieces))
    hash.update(isDescribed(piece) ? `\0described ${JSON.stringify([piece.seed, piece.from, piece.length])}\0` : piece)
  return hash.digest('hex')
}

/** However it was cut on its way, the same description is one piece. */
function merged(pieces: readonly Piece[]): readonly Piece[] {
  const all: Piece[] = []
  for (const piece of pieces) {
    const last = all.at(-1)
    const continues = last && isDescribed(last) && isDescribed(piece) && last.seed === piece.seed
    if (continues && last.from + last.length === piece.from) {
      all[all.length - 1] = { ...last, length: last.length + piece.length }
    } else all.push(piece)
  }
  return all
}
