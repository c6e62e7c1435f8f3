// Prometheus' database on a disk, read to its end: blocks with their meta, index and chunks, and the log beside them.
import { codeOf } from '../copy-back/files.ts'
import { readSegment } from './log.ts'
import { Broken, type Reading, readWhole, sizeOf } from './reading.ts'

/** A ULID names a block; everything else in the directory is something else. */
const BLOCK = /^[0-9A-HJKMNP-TV-Z]{26}$/
const SEGMENT = /^\d{8}$/
const CHECKPOINT = /^checkpoint\.\d+$/

interface Meta {
  readonly minTime: number
  readonly maxTime: number
  readonly stats?: { readonly numSamples?: number; readonly numSeries?: number }
}

interface Block {
  readonly meta: Meta
  readonly bytes: number
}

/** A disk that cannot be read somewhere says so only to whoever reads there. */
export async function lookAtBlocks(files: Reading, directory: string) {
  const names = await listed(files, directory)
  if (names === undefined) throw new Broken('there is no database directory on the volume')
  const blocks: Block[] = []
  for (const name of names.filter(name => BLOCK.test(name)))
    blocks.push(await wholeBlock(files, `${directory}/${name}`, blocks.length + 1))
  const head = await readThrough(files, `${directory}/chunks_head`)
  const log = await wholeLog(files, `${directory}/wal`)
  const sum = (count: (block: Block) => number) => blocks.reduce((total, block) => total + count(block), 0)
  return {
    counts: {
      blocks: blocks.length,
      samples: sum(({ meta }) => meta.stats?.numSamples ?? 0),
      ...{ segments: log.segments, torn: log.torn, bytes: sum(({ bytes }) => bytes) + head.bytes + log.bytes },
    },
    oldest: blocks.length === 0 ? null : Math.min(...blocks.map(({ meta }) => meta.minTime)),
    newest: blocks.length === 0 ? null : Math.max(...blocks.map(({ meta }) => meta.maxTime)),
  }
}

/** Prometheus does not start over a block whose index or chunks are missing; one without meta it leaves aside. */
async function wholeBlock(files: Reading, path: string, number: number): Promise<Block> {
  const meta = parsed(new TextDecoder().decode(await readWhole(files, `${path}/meta.json`)))
  if (!meta) throw new Broken(`the meta of block ${number} cannot be read`)
  const index = await sizeOf(files, `${path}/index`)
  if (index === 0) throw new Broken(`block ${number} has no index`)
  await files.sha256(`${path}/index`)
  const chunks = await readThrough(files, `${path}/chunks`)
  if (chunks.someAreEmpty) throw new Broken(`block ${number} has empty chunks`)
  if (chunks.files === 0 && (meta.stats?.numSamples ?? 0) > 0) throw new Broken(`block ${number} has no chunks`)
  return { meta, bytes: index + chunks.bytes }
}

/** Every byte of every file in it is read; what is in them only Prometheus understands. */
async function readThrough(files: Reading, path: string) {
  const names = (await listed(files, path)) ?? []
  const sizes: number[] = []
  for (const name of names) {
    sizes.push(await sizeOf(files, `${path}/${name}`))
    await files.sha256(`${path}/${name}`)
  }
  const bytes = sizes.reduce((sum, size) => sum + size, 0)
  return { files: names.length, bytes, someAreEmpty: sizes.includes(0) }
}

/** Prometheus throws the first record that it cannot read away, with everything after it. */
async function wholeLog(files: Reading, path: string) {
  const names = (await listed(files, path)) ?? []
  const segments = names.filter(name => SEGMENT.test(name))
  let bytes = 0
  for (const checkpoint of names.filter(name => CHECKPOINT.test(name)))
    bytes += (await readSegments(files, `${path}/${checkpoint}`, 'checkpoint')).bytes
  const read = await readSegments(files, path, 'log')
  return { segments: segments.length, torn: read.torn, bytes: bytes + read.bytes }
}

async function readSegments(files: Reading, path: string, of: 'log' | 'checkpoint') {
  const names = ((await listed(files, path)) ?? []).filter(name => SEGMENT.test(name))
  let bytes = 0
  for (const [index, name] of names.entries()) {
    const verdict = await readSegment(files, `${path}/${name}`)
    bytes += await sizeOf(files, `${path}/${name}`)
    // The snapshot is as after a power cut: the last record may be half there, and is given up without harm.
    if (verdict === 'torn' && index === names.length - 1) return { bytes, torn: 1 }
    if (verdict !== 'whole')
      throw new Broken(`segment ${index + 1} of ${names.length} of its ${of} cannot be read, nor what comes after it`)
  }
  return { bytes, torn: 0 }
}

async function listed(files: Reading, path: string): Promise<readonly string[] | undefined> {
  try {
    return (await files.readdir(path)).toSorted()
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

function parsed(text: string): Meta | undefined {
  try {
    const meta = JSON.parse(text) as Partial<Meta>
    return typeof meta.minTime === 'number' && typeof meta.maxTime === 'number' ? (meta as Meta) : undefined
  } catch (error) {
    if (Error.isError(error) && error.name === 'SyntaxError') return undefined
    throw error
  }
}
