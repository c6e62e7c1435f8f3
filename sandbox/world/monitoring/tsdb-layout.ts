// How Prometheus lays samples out: two-hour blocks that grow together, and a write-ahead log of the last one to three hours.
import { createHash } from 'node:crypto'
import { hour, joined, type Range, scrapesIn, within } from './ranges.ts'
import { samplesPerScrape } from './targets.ts'

const shortest = 2 * hour
/** Blocks become three times as long again and again, up to a tenth of the retention (Prometheus, "Storage"); longest first. */
const spansFor = (retention: number): readonly number[] =>
  [81, 27, 9, 3, 1].map(times => times * shortest).filter(span => span === shortest || span <= retention / 10)
/** The head is cut once it is half a block too long. */
const headKeeps = hour

export interface Block {
  readonly ulid: string
  /** Aligned to its span. */
  readonly minTime: number
  readonly maxTime: number
  readonly ranges: readonly Range[]
}

export interface Layout {
  readonly blocks: readonly Block[]
  /** Not in any block yet. */
  readonly head: readonly Range[]
}

/** What lies on the disk at that time, when these stretches have been scraped and the rest has been forgotten. */
export function layoutOf(ranges: readonly Range[], now: number, retention: number): Layout {
  const all = joined(ranges)
  const headBegins = Math.floor((now - headKeeps) / shortest) * shortest
  const blocks: Block[] = []
  const spans = spansFor(retention)
  const [longest = shortest] = spans
  let from = Math.ceil((now - retention) / longest) * longest - longest
  for (const span of spans) {
    const until = Math.floor(headBegins / span) * span
    for (; from < until; from += span) {
      const inside = within(all, { from, to: from + span - 1 })
      if (inside.length > 0) blocks.push(blockOf(from, from + span, inside))
    }
  }
  return { blocks, head: within(all, { from: headBegins, to: now }) }
}

function blockOf(minTime: number, maxTime: number, ranges: readonly Range[]): Block {
  const digest = createHash('sha256')
    .update(JSON.stringify([minTime, maxTime, ranges]))
    .digest()
  const random = [...digest.subarray(0, 16)].map(byte => crockford[byte % 32]).join('')
  return { ulid: `${base32(maxTime, 10)}${random}`, minTime, maxTime, ranges }
}

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

function base32(value: number, digits: number): string {
  let text = ''
  for (let rest = value; text.length < digits; rest = Math.floor(rest / 32)) text = crockford[rest % 32] + text
  return text
}

/** Of samples in blocks: one to two bytes each (Prometheus, "Storage"), of which the index is about a tenth. */
const SAMPLE_BYTES = 1.5
const INDEX_SHARE = 0.1
/** Of a sample in the log: about eleven bytes as it is, and half of that since the log is compressed by default. */
const LOGGED_BYTES = 5.5

export const chunkBytes = (ranges: readonly Range[]): number =>
  Math.round(samplesIn(ranges) * SAMPLE_BYTES * (1 - INDEX_SHARE))
export const indexBytes = (ranges: readonly Range[]): number =>
  Math.round(samplesIn(ranges) * SAMPLE_BYTES * INDEX_SHARE)
export const logBytes = (range: Range): number => Math.round(samplesIn([range]) * LOGGED_BYTES)

const samplesIn = (ranges: readonly Range[]): number =>
  ranges.reduce((sum, range) => sum + scrapesIn(range) * samplesPerScrape, 0)

/** `meta.json` in Prometheus' own form (tsdb/docs/format). */
export const metaOf = ({ ulid, minTime, maxTime, ranges }: Block): object => ({
  ulid,
  minTime,
  maxTime,
  stats: {
    numSamples: samplesIn(ranges),
    numSeries: samplesPerScrape,
    // 120 samples make a chunk.
    numChunks: Math.ceil(samplesIn(ranges) / 120),
  },
  compaction: { level: 1 + Math.round(Math.log((maxTime - minTime) / shortest) / Math.log(3)), sources: [ulid] },
  version: 1,
})
