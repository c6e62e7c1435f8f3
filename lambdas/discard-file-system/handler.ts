// AWS Backup is not asked, so it may be polled more often than what waits for the job. By the creation token, derived from the run.
import { restoreToken } from '../../domain/files/restores.ts'
import { asLambda } from '../as-lambda.ts'
import { pending, ready } from '../contract.ts'
import { discardFileSystem as discard } from '../gateways/discarded-file-system.ts'
import { fileSystems } from '../gateways/file-systems.ts'
import { implement } from '../implement.ts'
import { discardFileSystem } from './contract.ts'

export const run = implement(discardFileSystem, { fileSystems }, async (_, { fileSystems, run }) => {
  const made = await fileSystems.findByToken(restoreToken(run))
  const left = made ? await discard(made, { fileSystems, run }) : []
  return left.length === 0 ? ready({}) : pending(left.join('; '))
})

export const handler = asLambda(run)
