// A restored file system taken away round by round: its doors first, as one with mount targets cannot be deleted (pitfalls 36).
import { asRecord } from '../../domain/restored-tags.ts'
import { RUN_TAG, type RunRef, runTags } from '../../domain/run.ts'
import { isDenied } from './errors.ts'
import type { FileSystems, FoundFileSystem } from './file-systems.ts'

interface By {
  readonly fileSystems: FileSystems
  readonly run: RunRef
}

/** Asks for what can go now. @returns what is left, in words */
export async function discardFileSystem(
  { id, state, tags }: FoundFileSystem,
  { fileSystems, run }: By,
): Promise<readonly string[]> {
  if (state === 'deleting' || state === 'deleted') return [`${id} is ${state}`]
  const owner = asRecord(tags)[RUN_TAG]
  // Another run has adopted it since.
  if (owner !== undefined && owner !== run.id) return []
  if (owner === undefined) await fileSystems.tag(id, runTags(run))
  const targets = (await fileSystems.mountTargets(id)).filter(each => each.state !== 'deleted')
  const points = (await fileSystems.accessPoints(id)).filter(each => each.state !== 'deleted')
  const goes = (work: Promise<unknown>, left: () => Promise<readonly Standing[]>, own: string) =>
    unlessGone(work, async () => (await left()).some(each => each.id === own && !GOING.has(each.state)))
  for (const each of targets)
    if (each.state !== 'deleting')
      await goes(fileSystems.deleteMountTarget(each.id), () => fileSystems.mountTargets(id), each.id)
  for (const each of points)
    if (each.state !== 'deleting')
      await goes(fileSystems.deleteAccessPoint(each.id), () => fileSystems.accessPoints(id), each.id)
  if (targets.length > 0) return [`${targets.length} mount targets of ${id} are being deleted`]
  const itself = async () => [await fileSystems.find(id)].filter(each => each !== undefined)
  const asked = await goes(fileSystems.deleteFileSystem(id), itself, id)
  return asked === false ? [`${id} cannot be deleted yet`] : [`${id} is being deleted`]
}

interface Standing {
  readonly id: string
  readonly state: string
}

const GOING: ReadonlySet<string> = new Set(['deleting', 'deleted'])

/**
 * A drill may delete what carries its tag. Asked again after an answer was lost, it names what has no tag any more, since
 * it is gone, and is denied: that is no denial.
 */
async function unlessGone<T>(work: Promise<T>, isThere: () => Promise<boolean>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    if (!isDenied(error) || (await isThere())) throw error
    return undefined
  }
}
