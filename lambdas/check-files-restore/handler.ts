// FAILED and ABORTED are both the end; what went wrong stands in the job's message and nowhere else.
import { RestoreFailed } from '../../domain/errors.ts'
import { toInstant } from '../../domain/instant.ts'
import { asLambda } from '../as-lambda.ts'
import { failed, pending, ready } from '../contract.ts'
import { fileRestores } from '../gateways/file-restores.ts'
import { implement } from '../implement.ts'
import { checkFilesRestore } from './contract.ts'

export const run = implement(
  checkFilesRestore,
  { restores: fileRestores },
  async ({ job: id }, { restores, clock }) => {
    if (id === null) return ready({ between: null, fileSystem: null })
    const { status, message, percent, createdAt, endedAt, createdArn } = await restores.restoreJob(id)
    if (status === 'FAILED' || status === 'ABORTED')
      return failed(RestoreFailed, `the restore job ${id} is ${status}: ${message || 'AWS Backup gives no reason'}`)
    if (status !== 'COMPLETED') return pending(`the restore job ${id} is ${status}, ${percent}`)
    return ready({ between: { from: createdAt, to: endedAt ?? toInstant(clock.now()) }, fileSystem: createdArn })
  },
)

export const handler = asLambda(run)
