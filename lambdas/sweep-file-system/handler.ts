// By the creation token, which is derived from the run, and by the run's tag: nothing else is touched.
import { restoreToken } from '../../domain/files/restores.ts'
import { asRecord, givenBack } from '../../domain/restored-tags.ts'
import { RUN_TAG, type RunRef, runTags } from '../../domain/run.ts'
import { asLambda } from '../as-lambda.ts'
import { pending, ready } from '../contract.ts'
import { fileRestores, isUnderWay } from '../gateways/file-restores.ts'
import { type FileSystems, type FoundFileSystem, fileSystems } from '../gateways/file-systems.ts'
import { implement } from '../implement.ts'
import { sweepFileSystem } from './contract.ts'

export const run = implement(
  sweepFileSystem,
  { fileSystems, restores: fileRestores },
  async (_, { fileSystems, restores, run }) => {
    const jobs = await restores.jobsWith(restoreToken(run), run.startedAt)
    const underWay = jobs.find(isUnderWay)
    // Taken away under its hands, the job would fail late, and perhaps leave more.
    if (underWay) return pending(`the restore job ${underWay.id} is ${underWay.status}: it cannot be cancelled`)
    const made = await fileSystems.findByToken(restoreToken(run))
    if (jobs.length === 0 && !made) await giveBack(fileSystems, run)
    const left = made ? await discard(made, { fileSystems, run }) : []
    return left.length === 0 ? ready({}) : pending(left.join('; '))
  },
)

interface By {
  readonly fileSystems: FileSystems
  readonly run: RunRef
}

/** Doors first: a file system with mount targets cannot be deleted (pitfalls 36). */
async function discard({ id, state, tags }: FoundFileSystem, { fileSystems, run }: By): Promise<string[]> {
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

/** What was adopted goes back to the run that kept it, for as long as it wanted. */
async function giveBack(fileSystems: FileSystems, run: RunRef): Promise<void> {
  if (run.mode === 'drill') return
  const ours = (await fileSystems.everyFileSystem()).filter(({ tags }) => asRecord(tags)[RUN_TAG] === run.id)
  for (const { id, tags } of ours) {
    const back = givenBack(tags, run)
    if (!back) continue
    await fileSystems.tag(id, back.set)
    await fileSystems.untag(id, back.remove)
  }
}

export const handler = asLambda(run)
