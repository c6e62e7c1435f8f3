// The proof of a drill: every file of what was restored is read to its end, counted, and written down with its hash.
import type { Entry, Files } from './files.ts'
import { ListingWriter, told } from './listing.ts'
import { below, isOurs, readable, under } from './paths.ts'
import { plural, type Surroundings } from './plan.ts'
import type { Listing } from './result.ts'

export interface Surveyed {
  readonly counts: Readonly<Record<string, number>>
  readonly bytes: number
  readonly listings: Readonly<Record<'surveyed', Listing>>
}

/** Files read at the same time. */
const together = 16
const often = 5000

interface Surveying {
  readonly files: Files
  readonly root: string
}

export async function survey(surveying: Surveying, { evidence, say }: Surroundings): Promise<Surveyed> {
  const listing = new ListingWriter(evidence, 'survey/surveyed')
  const counts = { files: 0, directories: 0, symlinks: 0, special: 0 }
  let bytes = 0
  let seen = 0
  for await (const found of inside(surveying, '/')) {
    for (const { path, entry, sha256 } of found) {
      counts[plural[entry.kind]] += 1
      if (entry.kind === 'file') bytes += entry.size
      await listing.row({ ...readable(path), ...told(entry), ...(sha256 && { sha256 }) })
      seen += 1
      if (seen % often === 0) say({ progress: 'survey', seen })
    }
  }
  return { counts, bytes, listings: { surveyed: await listing.end() } }
}

interface Seen {
  readonly path: string
  readonly entry: Entry
  readonly sha256: string | undefined
}

/** Names in byte order; a directory comes before what is in it. */
async function* inside(surveying: Surveying, directory: string): AsyncGenerator<readonly Seen[]> {
  const { files, root } = surveying
  const all = (await files.readdir(under(root, directory))).filter(name => directory !== '/' || !isOurs(name)).sort()
  for (let start = 0; start < all.length; start += together) {
    const slice = all.slice(start, start + together)
    const seen = await Promise.all(slice.map(name => look(surveying, below(directory, name))))
    for (const each of seen) {
      yield [each]
      if (each.entry.kind === 'directory') yield* inside(surveying, each.path)
    }
  }
}

async function look({ files, root }: Surveying, path: string): Promise<Seen> {
  const entry = await files.lstat(under(root, path))
  return { path, entry, sha256: entry.kind === 'file' ? await files.sha256(under(root, path)) : undefined }
}
