// A segment of Prometheus' log as the sandbox writes it: one true record that tells the stretches, and empty pages after it.
import { checksum, HEADER, PAGE } from '../../../jobs/look-at-store/log.ts'
import { type Content, contentOf, describedContent, type FileView, together } from '../files/index.ts'

/** Prometheus begins another after 128 MiB. */
export const SEGMENT = 128 * 2 ** 20
const FULL = 1

/** @param size what it would have with all its records; no less than the one page that tells of them */
export function segmentOf(told: object, size: number): Content {
  const data = new TextEncoder().encode(JSON.stringify(told))
  const page = Buffer.alloc(PAGE)
  page[0] = FULL
  page.writeUInt16BE(data.length, 1)
  page.writeUInt32BE(checksum(data), 3)
  page.set(data, HEADER)
  return together(contentOf(new Uint8Array(page)), describedContent('', Math.max(0, Math.ceil(size) - PAGE)))
}

/** Undefined where the record cannot be read. */
export function toldBy(view: FileView, path: string): unknown {
  const page = Buffer.alloc(PAGE)
  const handle = view.open(path)
  const count = handle.read(page)
  handle.close()
  if (count < HEADER || page[0] !== FULL) return undefined
  const data = page.subarray(HEADER, HEADER + page.readUInt16BE(1))
  return checksum(data) === page.readUInt32BE(3) ? JSON.parse(data.toString()) : undefined
}
