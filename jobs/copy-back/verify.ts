// The proof: every path that this run copied, read on both sides and compared: kind, content, owner, group, mode, time.
import { createHash } from 'node:crypto'
import { sameAttributes, sameTime } from './difference.ts'
import { type Entry, look } from './files.ts'
import { readJournals } from './journal.ts'
import { ListingWriter, told } from './listing.ts'
import { readable, under } from './paths.ts'
import { plural, type Surroundings } from './plan.ts'
import type { Listing } from './result.ts'
import type { Trees } from './walk.ts'

export interface Verified {
  /** Equal ones by kind; `different` and `gone` speak against the copy, `changedSince` were changed by others afterwards. */
  readonly counts: Readonly<Record<string, number>>
  readonly bytes: number
  readonly listings: Readonly<Record<'verified' | 'unequal', Listing>>
  readonly proven: boolean
}

type Verdict = 'equal' | 'different' | 'gone' | 'changedSince'

interface Compared {
  readonly path: string
  readonly restored: Entry
  readonly live: Entry | undefined
  readonly verdict: Verdict
  readonly sha256?: string
}

/** Paths compared at the same time. */
const together = 16

export async function verify(trees: Trees, work: string, { evidence, say }: Surroundings): Promise<Verified> {
  const verified = new ListingWriter(evidence, 'verify/verified')
  const unequal = new ListingWriter(evidence, 'verify/unequal')
  const counts = { files: 0, directories: 0, symlinks: 0, special: 0, different: 0, gone: 0, changedSince: 0 }
  let bytes = 0
  let seen = 0
  await readJournals(trees.files, work, async paths => {
    for (let start = 0; start < paths.length; start += together) {
      const slice = paths.slice(start, start + together)
      for (const each of await Promise.all(slice.map(path => compare(trees, path)))) {
        const { path, restored, live, verdict, sha256 } = each
        if (verdict === 'equal') {
          counts[plural[restored.kind]] += 1
          if (restored.kind === 'file') bytes += restored.size
          await verified.row({ ...readable(path), ...told(restored), ...(sha256 && { sha256 }) })
        } else {
          counts[verdict] += 1
          await unequal.row({
            ...readable(path),
            why: verdict,
            restored: told(restored),
            ...(live && { live: told(live) }),
          })
        }
      }
    }
    seen += paths.length
    say({ progress: 'verify', seen })
  })
  const listings = { verified: await verified.end(), unequal: await unequal.end() }
  return { counts, bytes, listings, proven: counts.different === 0 && counts.gone === 0 }
}

async function compare(trees: Trees, path: string): Promise<Compared> {
  const { files } = trees
  const sides = [under(trees.restored, path), under(trees.live, path)] as const
  const [restored, live] = [await files.lstat(sides[0]), await look(files, sides[1])]
  const found = { path, restored, live }
  if (!live) return { ...found, verdict: 'gone' }
  if (live.kind !== restored.kind) return { ...found, verdict: 'changedSince' }
  if (restored.kind === 'directory')
    return { ...found, verdict: sameAttributes(restored, live) ? 'equal' : 'different' }
  if (!sameTime(restored, live))
    return { ...found, verdict: live.modified > restored.modified ? 'changedSince' : 'different' }
  const read = (side: string) => (restored.kind === 'symlink' ? readlinkHash(files, side) : files.sha256(side))
  const [was, is] = await Promise.all(sides.map(read))
  const alike = was === is && (restored.kind === 'symlink' ? sameOwner(restored, live) : sameAttributes(restored, live))
  return { ...found, verdict: alike ? 'equal' : 'different', ...(is !== undefined && { sha256: is }) }
}

async function readlinkHash(files: Trees['files'], path: string): Promise<string> {
  return createHash('sha256')
    .update(await files.readlink(path), 'latin1')
    .digest('hex')
}

/** The mode of a symbolic link means nothing. */
function sameOwner(one: Entry, other: Entry): boolean {
  return one.owner === other.owner && one.group === other.group
}
