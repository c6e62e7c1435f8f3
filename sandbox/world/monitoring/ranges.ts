// Stretches of time in which every target was scraped, and what can be said of them without keeping a sample.

export const second = 1000
export const minute = 60 * second
export const hour = 60 * minute
export const day = 24 * hour

/** Every target is scraped this often. */
export const scrapeEvery = 30 * second
/** A query sees the newest sample of the last five minutes (`--query.lookback-delta`). */
const lookback = 5 * minute

/** Both ends are milliseconds since the epoch; the first scrape is at `from`. */
export interface Range {
  readonly from: number
  readonly to: number
}

export const within = (ranges: readonly Range[], { from, to }: Range): Range[] =>
  ranges.flatMap(range => {
    // What is cut off begins at a scrape, so that cutting moves no sample.
    const skipped = Math.max(0, Math.ceil((from - range.from) / scrapeEvery))
    const cut = { from: range.from + skipped * scrapeEvery, to: Math.min(range.to, to) }
    return cut.from <= cut.to ? [cut] : []
  })

/** In order of time. Stretches that continue one another, scrape for scrape, become one. */
export function joined(ranges: readonly Range[]): Range[] {
  const done: { from: number; to: number }[] = []
  for (const { from, to } of ranges.toSorted((a, b) => a.from - b.from)) {
    const last = done.at(-1)
    const continues = last && from - lastScrape(last, last.to) <= scrapeEvery && (from - last.from) % scrapeEvery === 0
    if (continues) last.to = Math.max(last.to, to)
    else done.push({ from, to })
  }
  return done
}

const lastScrape = ({ from, to }: Range, at: number): number =>
  from + Math.floor((Math.min(at, to) - from) / scrapeEvery) * scrapeEvery

export const scrapesIn = ({ from, to }: Range): number => Math.floor((to - from) / scrapeEvery) + 1

/** When the newest sample was taken that a query at that time sees; undefined for a gap. */
export function seenAt(ranges: readonly Range[], at: number): number | undefined {
  const found = ranges.findLast(range => range.from <= at)
  const scraped = found && lastScrape(found, at)
  return scraped !== undefined && at - scraped < lookback ? scraped : undefined
}

/** Times of the samples after `from`, until `to`. */
export function scrapesBetween(ranges: readonly Range[], from: number, to: number): number[] {
  return within(ranges, { from: from + 1, to }).flatMap(range =>
    Array.from({ length: scrapesIn(range) }, (_, index) => range.from + index * scrapeEvery),
  )
}

/** Of all samples, not only of those that a query would see. */
export function newestUntil(ranges: readonly Range[], at: number): number | undefined {
  const found = ranges.findLast(range => range.from <= at)
  return found && lastScrape(found, at)
}
