// The time series database on its disk: written as Prometheus leaves it, and opened as it opens what it finds.
import { contentOf, describedContent, type FileTree, FileView, together } from '../files/index.ts'
import { SEGMENT, segmentOf, toldBy } from './log-segment.ts'
import { joined, type Range, scrapeEvery } from './ranges.ts'
import { type Block, chunkBytes, indexBytes, type Layout, layoutOf, logBytes, metaOf } from './tsdb-layout.ts'

/** Prometheus runs as user 1000 of group 2000 under the operator. */
const owner = { owner: 1000, group: 2000 }
const block = /^[0-9A-HJKMNP-TV-Z]{26}$/
const segment = /^\d{8}$/
/** Most bytes of an index that tell which stretches it holds. */
const INDEX_TOLD = 64 * 1024
/** Prometheus begins another file of chunks after 512 MiB. */
const CHUNKS = 512 * 2 ** 20

/** What it has made of the disk. Times of repairs and the like are of no interest here. */
export interface Opened {
  readonly ranges: readonly Range[]
  /** A part of the write-ahead log could not be read and was thrown away with everything after it. */
  readonly repaired: boolean
  /** What of the log could be read. */
  readonly logBytes: number
}

/** Prometheus ends with an error when a block cannot be opened: nobody may lose samples in silence. */
export class CorruptBlock extends Error {
  override readonly name = 'CorruptBlock'
}

const viewOf = (disk: FileTree, root: string): FileView => {
  const whole = new FileView(disk)
  if (!whole.exists(root)) whole.mkdirs(root, 0o777)
  return new FileView(disk, { root })
}

/** @throws CorruptBlock */
export function openDatabase(disk: FileTree, root: string): Opened {
  const view = viewOf(disk, root)
  const blocks = view.readdir('/').filter(name => block.test(name))
  const log = openLog(view)
  return {
    ranges: joined([...blocks.flatMap(name => openBlock(view, `/${name}`)), ...log.ranges]),
    repaired: log.repaired,
    logBytes: log.logBytes,
  }
}

export const hasLog = (disk: FileTree, root: string): boolean => new FileView(disk).exists(`${root}/wal`)

/** A directory without readable `meta.json` is skipped; one without its index or chunks is corrupt. */
function openBlock(view: FileView, path: string): readonly Range[] {
  if (jsonAt(view, `${path}/meta.json`) === undefined) return []
  const index = firstLineAt(view, `${path}/index`) as { readonly ranges?: readonly Range[] } | undefined
  if (index?.ranges && view.exists(`${path}/chunks/000001`)) return index.ranges
  throw new CorruptBlock(`opening storage failed: unexpected corrupted block: ${path.slice(1)}`)
}

/** Reads segments in order; at the first that is spoilt it stops, and deletes that one and all later ones. */
function openLog(view: FileView): Opened {
  if (!view.exists('/wal')) return { ranges: [], repaired: false, logBytes: 0 }
  const names = view
    .readdir('/wal')
    .filter(name => segment.test(name))
    .sort()
  const ranges: Range[] = []
  let bytes = 0
  for (const [index, name] of names.entries()) {
    const found = toldBy(view, `/wal/${name}`) as { readonly ranges?: readonly Range[] } | undefined
    if (!found?.ranges) {
      for (const later of names.slice(index)) view.remove(`/wal/${later}`)
      return { ranges, repaired: true, logBytes: bytes }
    }
    ranges.push(...found.ranges)
    bytes += view.lstat(`/wal/${name}`).size
  }
  return { ranges, repaired: false, logBytes: bytes }
}

/** The index tells its stretches in its first line; what follows is only described. */
function firstLineAt(view: FileView, path: string): unknown {
  if (!view.exists(path)) return undefined
  const start = new Uint8Array(INDEX_TOLD)
  const handle = view.open(path)
  const count = handle.read(start)
  handle.close()
  const [line = ''] = Buffer.from(start.subarray(0, count)).toString().split('\n')
  return line === '' ? undefined : JSON.parse(line)
}

function jsonAt(view: FileView, path: string): unknown {
  if (!view.exists(path)) return undefined
  try {
    return JSON.parse(Buffer.from(view.readFile(path)).toString())
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** The whole database as of that time, in place of what was there. Files that would be the same are left alone. */
export function writeDatabase(disk: FileTree, root: string, layout: Layout): void {
  const view = viewOf(disk, root)
  const kept = new Set(layout.blocks.map(({ ulid }) => ulid))
  for (const name of view.readdir('/')) if (block.test(name) && !kept.has(name)) view.remove(`/${name}`)
  for (const each of layout.blocks) if (!view.exists(`/${each.ulid}`)) writeBlock(view, each)
  for (const directory of ['/wal', '/chunks_head'])
    if (!view.exists(directory)) own(view, directory, () => view.mkdir(directory))
  for (const name of view.readdir('/wal')) if (segment.test(name)) view.remove(`/wal/${name}`)
  for (const [index, range] of layout.head.flatMap(inSegments).entries()) {
    const content = segmentOf({ ranges: [range] }, logBytes(range))
    own(view, `/wal/${String(index).padStart(8, '0')}`, path => view.writeContent(path, content))
  }
}

/** Another segment as soon as one is full: a spoilt one costs what came after it, and no more. */
function inSegments(range: Range): readonly Range[] {
  const count = Math.max(1, Math.ceil(logBytes(range) / SEGMENT))
  const step = Math.ceil((range.to - range.from) / count / scrapeEvery) * scrapeEvery
  return Array.from({ length: count }, (_, index) => ({
    from: range.from + index * step,
    to: index === count - 1 ? range.to : range.from + (index + 1) * step - scrapeEvery,
  })).filter(({ from, to }) => from <= to)
}

function writeBlock(view: FileView, each: Block): void {
  const { ulid, ranges } = each
  const path = `/${ulid}`
  own(view, path, () => view.mkdir(path))
  own(view, `${path}/chunks`, () => view.mkdir(`${path}/chunks`))
  for (let number = 1, left = chunkBytes(ranges); left > 0; number++, left -= CHUNKS) {
    const content = describedContent(`chunks ${number} of ${ulid}`, Math.min(left, CHUNKS))
    own(view, `${path}/chunks/${String(number).padStart(6, '0')}`, file => view.writeContent(file, content))
  }
  const index = together(
    contentOf(`${JSON.stringify({ ranges })}\n`),
    describedContent(`index of ${ulid}`, indexBytes(ranges)),
  )
  own(view, `${path}/index`, file => view.writeContent(file, index))
  write(view, `${path}/tombstones`, '')
  write(view, `${path}/meta.json`, JSON.stringify(metaOf(each), undefined, '\t'))
}

function write(view: FileView, path: string, text: string): void {
  own(view, path, () => view.writeFile(path, text))
}

function own(view: FileView, path: string, make: (path: string) => void): void {
  make(path)
  view.lchown(path, owner.owner, owner.group)
}

/** A Prometheus that has scraped without a pause since long before, and until that moment. */
export function writeHistory(
  disk: FileTree,
  root: string,
  { until, retention }: { until: number; retention: number },
): void {
  const from = Math.floor((until - 2 * retention) / 60_000) * 60_000
  writeDatabase(disk, root, layoutOf([{ from, to: until }], until, retention))
}
