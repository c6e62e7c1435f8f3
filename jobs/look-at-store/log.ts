// The write-ahead log of Prometheus: segments of 32 KiB pages that hold records, each with its length and its checksum.
import type { Reading } from './reading.ts'

/** Of a page, in bytes; no fragment of a record crosses its end (Prometheus, tsdb/docs/format/wal). */
export const PAGE = 32 * 1024
/** Type, length and checksum. */
export const HEADER = 7
/** Pages read at a time. */
const TOGETHER = 32
/** Of the type byte; the bits above it tell how the record is compressed. */
const TYPE = 0b111
const [REST_IS_EMPTY, FULL, FIRST, LAST] = [0, 1, 2, 4] as const

/** torn: it ends within a record, as the newest segment does when the power goes. spoilt: what stands there is no log. */
export type Verdict = 'whole' | 'torn' | 'spoilt'

export async function readSegment(files: Reading, path: string): Promise<Verdict> {
  const handle = await files.open(path, 'r')
  try {
    const buffer = new Uint8Array(PAGE * TOGETHER)
    let isOpen = false
    for (;;) {
      const count = await filled(handle, buffer)
      for (let at = 0; at < count; at += PAGE) {
        const found = verdictOf(buffer.subarray(at, Math.min(at + PAGE, count)), isOpen)
        if (typeof found === 'string') return found
        isOpen = found.isOpen
      }
      if (count < buffer.length) return isOpen ? 'torn' : 'whole'
    }
  } finally {
    await handle.close()
  }
}

async function filled(handle: { read(into: Uint8Array): Promise<number> }, buffer: Uint8Array): Promise<number> {
  let count = 0
  while (count < buffer.length) {
    const read = await handle.read(buffer.subarray(count))
    if (read === 0) break
    count += read
  }
  return count
}

/** `isOpen`: a record has begun and has not ended yet. */
function verdictOf(page: Uint8Array, wasOpen: boolean): Verdict | { readonly isOpen: boolean } {
  const bytes = Buffer.from(page.buffer, page.byteOffset, page.length)
  const cut = page.length < PAGE ? 'torn' : 'spoilt'
  let isOpen = wasOpen
  for (let at = 0; at < bytes.length; ) {
    const type = (bytes[at] ?? 0) & TYPE
    if (type === REST_IS_EMPTY) return isEmpty(bytes.subarray(at)) ? { isOpen } : 'spoilt'
    if (type > LAST || isOpen === (type === FULL || type === FIRST)) return 'spoilt'
    if (at + HEADER > bytes.length) return cut
    const end = at + HEADER + bytes.readUInt16BE(at + 1)
    if (end > bytes.length) return cut
    if (checksum(bytes.subarray(at + HEADER, end)) !== bytes.readUInt32BE(at + 3)) return 'spoilt'
    isOpen = type !== FULL && type !== LAST
    at = end
  }
  return { isOpen }
}

const empty = Buffer.alloc(PAGE)
const isEmpty = (bytes: Buffer): boolean => bytes.equals(empty.subarray(0, bytes.length))

/** The reversed polynomial of CRC-32C (Castagnoli). */
const POLYNOMIAL = 0x82f63b78
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1
  return value
})

/** CRC-32C. */
export function checksum(bytes: Uint8Array): number {
  let value = 0xffffffff
  for (const byte of bytes) value = (value >>> 8) ^ (table[(value ^ byte) & 0xff] ?? 0)
  return (value ^ 0xffffffff) >>> 0
}
