// By the creation token, which is derived from the run, and by the run's tag: nothing else is touched.
import { restoreToken } from '../../domain/files/restores.ts'
import { asRecord, givenBack } from '../../domain/restored-tags.ts'
import { RUN_TAG, type RunRef } from '../../domain/run.ts'
import { asLambda } from '../as-lambda.ts'
import { pending, ready } from '../contract.ts'
import { discardFileSystem } from '../gateways/discarded-file-system.ts'
import { fileRestores, isUnderWay } from '../gateways/file-restores.ts'
import { type FileSystems, fileSystems } from '../gateways/file-systems.ts'
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
    const left = made ? await discardFileSystem(made, { fileSystems, run }) : []
    return left.length === 0 ? ready({}) : pending(left.join('; '))
  },
)

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
