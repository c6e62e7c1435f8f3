// Prometheus' database on a disk: blocks with their meta, index and chunks, and the segments of the log beside them.
import { codeOf } from '../copy-back/files.ts'
import { Broken, type Reading, readWhole, sizeOf } from './reading.ts'

/** A ULID names a block; everything else in the directory is something else. */
const BLOCK = /^[0-9A-HJKMNP-TV-Z]{26}$/
const SEGMENT = /^\d{8}$/

interface Meta {
  readonly minTime: number
  readonly maxTime: number
  readonly stats?: { readonly numSamples?: number; readonly numSeries?: number }
}

export async function lookAtBlocks(files: Reading, directory: string) {
  const names = await listed(files, directory)
  if (names === undefined) throw new Broken('there is no database directory on the volume')
  const blocks = names.filter(name => BLOCK.test(name))
  const metas: Meta[] = []
  for (const [index, name] of blocks.entries()) metas.push(await wholeBlock(files, `${directory}/${name}`, index + 1))
  const segments = ((await listed(files, `${directory}/wal`)) ?? []).filter(name => SEGMENT.test(name)).length
  const sum = (count: (meta: Meta) => number) => metas.reduce((total, meta) => total + count(meta), 0)
  return {
    counts: { blocks: metas.length, samples: sum(({ stats }) => stats?.numSamples ?? 0), segments },
    oldest: metas.length === 0 ? null : Math.min(...metas.map(({ minTime }) => minTime)),
    newest: metas.length === 0 ? null : Math.max(...metas.map(({ maxTime }) => maxTime)),
  }
}

/** Prometheus does not start over a block whose index or chunks are missing; one without meta it leaves aside. */
async function wholeBlock(files: Reading, path: string, number: number): Promise<Meta> {
  const meta = parsed(new TextDecoder().decode(await readWhole(files, `${path}/meta.json`)))
  if (!meta) throw new Broken(`the meta of block ${number} cannot be read`)
  if ((await sizeOf(files, `${path}/index`)) === 0) throw new Broken(`block ${number} has no index`)
  const chunks = (await listed(files, `${path}/chunks`)) ?? []
  for (const name of chunks)
    if ((await sizeOf(files, `${path}/chunks/${name}`)) === 0) throw new Broken(`block ${number} has empty chunks`)
  if (chunks.length === 0 && (meta.stats?.numSamples ?? 0) > 0) throw new Broken(`block ${number} has no chunks`)
  return meta
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
