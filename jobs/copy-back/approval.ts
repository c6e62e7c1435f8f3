// What a person approved, kept beside the journal: the copy may do less by then, and never more.
import { createHash } from 'node:crypto'
import { type Files, look } from './files.ts'
import { below } from './paths.ts'
import { Refusal } from './result.ts'
import { readPieces, readText } from './whole.ts'
import type { WorkDirectory } from './work-directory.ts'

/** Rows of JSON, as in the evidence bucket. */
const listedIn = (work: string): string => below(work, 'listed')

/** Lines in memory before they are written. */
const together = 2000

export interface Keeper {
  row(line: string): Promise<void>
  end(): Promise<void>
}

/** The last listing of the run counts: an approval names it by its hash. */
export async function keepListing(files: Files, { path, attempt }: WorkDirectory): Promise<Keeper> {
  const aside = below(path, `listed-${attempt}`)
  if (await look(files, aside)) await files.unlink(aside)
  const file = await files.open(aside, 'wx')
  let lines: string[] = []
  const flush = async () => {
    await file.write(new TextEncoder().encode(lines.join('')))
    lines = []
  }
  return {
    async row(line) {
      lines.push(line)
      if (lines.length >= together) await flush()
    },
    async end() {
      await flush()
      await file.sync()
      await file.close()
      await files.rename(aside, listedIn(path))
    },
  }
}

/** Paths that were approved, as bytes; null where no listing of that hash is kept. */
export async function approvedPaths(files: Files, work: string, approved: string): Promise<ReadonlySet<string> | null> {
  const kept = listedIn(work)
  if (!(await look(files, kept))) return null
  const hash = createHash('sha256')
  await readPieces(files, kept, piece => {
    hash.update(piece)
  })
  if (hash.digest('hex') !== approved)
    throw new Refusal('the listing that was approved is not the last one of this run')
  const rows = (await readText(files, kept)).split('\n').filter(line => line !== '')
  return new Set(rows.map(row => bytesIn(JSON.parse(row) as { path: string; bytes?: string })))
}

function bytesIn({ path, bytes }: { readonly path: string; readonly bytes?: string }): string {
  return bytes === undefined
    ? Buffer.from(path, 'utf8').toString('latin1')
    : Buffer.from(bytes, 'base64').toString('latin1')
}
