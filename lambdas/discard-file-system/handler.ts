// AWS Backup is not asked, so it may be polled more often than what waits for the job. By the creation token, derived from the run.
import { restoreToken } from '../../domain/files/restores.ts'
import { asRecord } from '../../domain/restored-tags.ts'
import { RUN_TAG } from '../../domain/run.ts'
import { asLambda } from '../as-lambda.ts'
import { pending, ready } from '../contract.ts'
import { discardFileSystem as discard } from '../gateways/discarded-file-system.ts'
import { fileSystems } from '../gateways/file-systems.ts'
import { implement } from '../implement.ts'
import { discardFileSystem } from './contract.ts'

export const run = implement(discardFileSystem, { fileSystems }, async (_, { fileSystems, run }) => {
  const made = await fileSystems.findByToken(restoreToken(run))
  const isOurs = made && asRecord(made.tags)[RUN_TAG] === run.id
  // Without the tag it is left to the sweep, which asks for the job as well.
  const left = isOurs ? await discard(made, { fileSystems, run }) : []
  return left.length === 0 ? ready({}) : pending(left.join('; '))
})

export const handler = asLambda(run)
