// FAILED and ABORTED are both the end; what went wrong stands in the job's message and nowhere else.
import { RestoreFailed } from '../../domain/errors.ts'
import { asLambda } from '../as-lambda.ts'
import { failed, pending, ready } from '../contract.ts'
import { backupRestore } from '../gateways/backup-restore.ts'
import { implement } from '../implement.ts'
import { checkRestoreJob } from './contract.ts'

export const run = implement(checkRestoreJob, { backup: backupRestore }, async ({ job: id, arn }, { backup }) => {
  if (id === null) return ready({ arn })
  const { status, message, percent, createdArn } = await backup.restoreJob(id)
  if (status === 'FAILED' || status === 'ABORTED')
    return failed(RestoreFailed, `the restore job ${id} is ${status}: ${message || 'AWS Backup gives no reason'}`)
  if (status !== 'COMPLETED') return pending(`the restore job ${id} is ${status}, ${percent}`)
  if (createdArn === arn) return ready({ arn })
  return failed(RestoreFailed, `the restore job ${id} has made ${createdArn ?? 'nothing'}, expected ${arn}`)
})

export const handler = asLambda(run)
