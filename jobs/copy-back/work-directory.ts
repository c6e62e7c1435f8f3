// The program's own directory on the live file system: unfinished files, the journal, and what was approved.
import { codeOf, type Files, look } from './files.ts'
import { below } from './paths.ts'
import { Refusal } from './result.ts'
import { readText, removeTree } from './whole.ts'

export interface WorkDirectory {
  readonly path: string
  /** Names this attempt among those of the run: unfinished things of two pods must not meet. */
  readonly attempt: string
  /** An earlier attempt of the run has begun to copy. */
  readonly resumed: boolean
}

/**
 * At the root of the live file system, so that `link` and `rename` reach every place in it, and no application reads it.
 * @throws Refusal when something else has the name, or when this program is not root on the file system
 */
export async function openWorkDirectory(files: Files, path: string, attempt: string): Promise<WorkDirectory> {
  const made = await refusing(() => makeOnce(files, path))
  const found = await files.lstat(path)
  if (!made && (found.kind !== 'directory' || found.owner !== 0 || found.mode !== 0o700))
    throw new Refusal(`${path} is there and is not this program's`)
  try {
    await assertRoot(files, below(path, `probe-${attempt}`))
  } catch (error) {
    if (made && error instanceof Refusal) await removeTree(files, path)
    throw error
  }
  return { path, attempt, resumed: (await look(files, below(path, 'begun'))) !== undefined }
}

/** False when it is there, perhaps since just now: another pod of the run may have begun too. */
async function makeOnce(files: Files, path: string): Promise<boolean> {
  try {
    await files.mkdir(path)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

/** An access point's user, or a policy without ClientRootAccess, shows when a file is given away. */
async function assertRoot(files: Files, probe: string): Promise<void> {
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
export async function begin(files: Files, { path, attempt }: WorkDirectory, approved: string | null): Promise<void> {
  const marker = below(path, 'begun')
  const aside = below(path, `begun-${attempt}`)
  const file = await files.open(aside, 'wx')
  if (approved !== null) await file.write(new TextEncoder().encode(approved))
  await file.sync()
  await file.close()
  try {
    await files.link(aside, marker)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  }
  await files.unlink(aside)
  if ((await readText(files, marker)) !== (approved ?? ''))
    throw new Refusal('an earlier attempt of this run began with another approval')
}
