// A restored file system taken away round by round: its doors first, as one with mount targets cannot be deleted (pitfalls 36).
import { asRecord } from '../../domain/restored-tags.ts'
import { RUN_TAG, type RunRef, runTags } from '../../domain/run.ts'
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
  for (const each of targets) if (each.state !== 'deleting') await fileSystems.deleteMountTarget(each.id)
  for (const each of points) if (each.state !== 'deleting') await fileSystems.deleteAccessPoint(each.id)
  if (targets.length > 0) return [`${targets.length} mount targets of ${id} are being deleted`]
  return (await fileSystems.deleteFileSystem(id)) ? [`${id} is being deleted`] : [`${id} cannot be deleted yet`]
}
