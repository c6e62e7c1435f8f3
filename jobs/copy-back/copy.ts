// The copy back: what is missing is put in place, nothing that exists is touched, and an attempt goes on where one ended.
import { look } from './files.ts'
import { batchSize, inDoubt, journalOf, writeBatch } from './journal.ts'
import { isBelow, under } from './paths.ts'
import { isShared, type Surroundings } from './plan.ts'
import { mendSymlink, type Putting, putDirectory, putFile, putLink, putSymlink } from './put.ts'
import { type Pair, pairs, type Trees } from './walk.ts'

/** Files copied at the same time. Each holds a buffer of 256 KiB. */
const together = 16
const often = 5000

interface Copying extends Putting {
  readonly say: Surroundings['say']
  readonly journal: string
  /** Left half done, perhaps, by an earlier attempt. */
  readonly doubtful: ReadonlySet<string>
  /** A live name of each restored file with several names. */
  readonly intact: Map<string, string>
  /** Directories that could not be made: what is in them cannot be placed. */
  readonly closed: string[]
  done: number
}

interface CopyOptions extends Putting {
  readonly intact: ReadonlyMap<string, string>
  /** Nothing else is copied; null where what is missing was compared with the approval as a whole. */
  readonly allowed: ReadonlySet<string> | null
  readonly say: Surroundings['say']
}

/** @returns how many paths are missing and were not approved: they went away since */
export async function copy({ trees, work, attempt, intact, say, allowed }: CopyOptions): Promise<number> {
  const journal = journalOf(work, attempt)
  const doubtful = await inDoubt(trees.files, work)
  const shared = { trees, work, attempt, say, journal, doubtful }
  const copying: Copying = { ...shared, intact: new Map(intact), closed: [], done: 0 }
  let batch: Pair[] = []
  let notApproved = 0
  for await (const pair of pairs(trees)) {
    if (pair.verdict !== 'missing') await mend(copying, pair)
    else if (allowed === null || allowed.has(pair.path)) batch.push(pair)
    else notApproved += 1
    if (batch.length < batchSize) continue
    await copyBatch(copying, batch)
    batch = []
  }
  await copyBatch(copying, batch)
  return notApproved
}

async function mend({ trees, doubtful }: Copying, { path, restored, live }: Pair): Promise<void> {
  if (!doubtful.has(path) || restored.kind !== 'symlink' || live?.kind !== 'symlink') return
  const target = (root: string) => trees.files.readlink(under(root, path))
  if ((await target(trees.live)) === (await target(trees.restored)))
    await mendSymlink(trees.files, under(trees.live, path), restored)
}

/** In order, so that directories come before what is in them; neighbouring files at the same time. */
async function copyBatch(copying: Copying, batch: readonly Pair[]): Promise<void> {
  const { trees, journal, doubtful } = copying
  const fresh = batch.map(({ path }) => path).filter(path => !doubtful.has(path))
  await writeBatch(trees.files, journal, fresh)
  let side: Pair[] = []
  const drain = async () => {
    await Promise.all(side.map((pair, slot) => putFile(copying, pair, slot)))
    side = []
  }
  for (const pair of batch) {
    if (copying.closed.some(directory => isBelow(pair.path, directory))) continue
    const alone = pair.restored.kind !== 'file' || isShared(pair)
    if (alone || side.length === together) await drain()
    if (alone) await putAlone(copying, pair)
    else side.push(pair)
  }
  await drain()
  tell(copying, batch.length)
}

async function putAlone(copying: Copying, pair: Pair): Promise<void> {
  const { path, restored } = pair
  if (restored.kind === 'directory') {
    const obstacle = await putDirectory(copying, pair)
    if (obstacle && !(await isDirectory(copying.trees, path))) copying.closed.push(path)
  } else if (restored.kind === 'symlink') await putSymlink(copying, pair)
  else await putShared(copying, pair)
}

/** The first name of a file is copied; the others are linked to it, or to a live name that still has its content. */
async function putShared(copying: Copying, pair: Pair): Promise<void> {
  const known = copying.intact.get(pair.restored.inode)
  if (known !== undefined && (await putLink(copying, pair, known)) !== 'changed') return
  const obstacle = await putFile(copying, pair, 0)
  if (!obstacle) copying.intact.set(pair.restored.inode, pair.path)
}

async function isDirectory(trees: Trees, path: string): Promise<boolean> {
  return (await look(trees.files, under(trees.live, path)))?.kind === 'directory'
}

function tell(copying: Copying, count: number): void {
  const before = copying.done
  copying.done += count
  if (Math.floor(before / often) < Math.floor(copying.done / often))
    copying.say({ progress: 'copy', copied: copying.done })
}
