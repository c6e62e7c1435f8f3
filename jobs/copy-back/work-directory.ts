// The program's own directory on the live file system: unfinished files, the journal, and what was approved.
import { codeOf, type Files, look } from './files.ts'
import { below } from './paths.ts'
import { Refusal } from './result.ts'
import { readText, removeTree } from './whole.ts'

export interface WorkDirectory {
  readonly path: string
  /** An earlier attempt of the run has begun to copy. */
  readonly resumed: boolean
}

/**
 * At the root of the live file system, so that `link` and `rename` reach every place in it, and no application reads it.
 * @throws Refusal when something else has the name, or when this program is not root on the file system
 */
export async function openWorkDirectory(files: Files, live: string, run: string): Promise<WorkDirectory> {
  const path = below(live, `.muster-${run}`)
  const found = await look(files, path)
  if (!found) await refusing(() => files.mkdir(path))
  else if (found.kind !== 'directory' || found.owner !== 0 || found.mode !== 0o700)
    throw new Refusal(`${path} is there and is not this program's`)
  const resumed = (await look(files, below(path, 'begun'))) !== undefined
  if (!resumed) await assertRoot(files, path)
  return { path, resumed }
}

/** An access point's user, or a policy without ClientRootAccess, shows when a file is given away. */
async function assertRoot(files: Files, path: string): Promise<void> {
  const probe = below(path, 'probe')
  await removeTree(files, probe)
  const entry = await refusing(async () => {
    await (await files.open(probe, 'wx')).close()
    await files.lchown(probe, 1, 1)
    return files.lstat(probe)
  })
  await files.unlink(probe)
  if (entry.owner !== 1 || entry.group !== 1) throw notRoot('files keep another owner')
}

async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (['EPERM', 'EACCES', 'EROFS'].includes(codeOf(error))) throw notRoot(codeOf(error))
    throw error
  }
}

const notRoot = (why: string) =>
  new Refusal(
    `not root on the file system (${why}): mount it without an access point, and allow elasticfilesystem:ClientRootAccess and ClientWrite`,
  )

/** Marks the beginning of the copy, with what was approved. Later attempts must come with the same approval. */
export async function begin(files: Files, { path, resumed }: WorkDirectory, approved: string | null): Promise<void> {
  const marker = below(path, 'begun')
  if (resumed) {
    const before = await readText(files, marker)
    if (before !== (approved ?? '')) throw new Refusal('an earlier attempt of this run began with another approval')
    return
  }
  const file = await files.open(marker, 'wx')
  if (approved !== null) await file.write(new TextEncoder().encode(approved))
  await file.sync()
  await file.close()
}
