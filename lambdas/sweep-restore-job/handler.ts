// Nothing is found by name alone: the run's job must have been asked to make it, and it must be younger than the run.
import { claimed, isClaimable } from '../../domain/restored-tags.ts'
import { type RunRef, restoredClusterId } from '../../domain/run.ts'
import { asLambda } from '../as-lambda.ts'
import { pending, ready } from '../contract.ts'
import { backupRestore } from '../gateways/backup-restore.ts'
import { type Rds, rds } from '../gateways/rds.ts'
import { implement } from '../implement.ts'
import { sweepRestoreJob } from './contract.ts'

export const run = implement(sweepRestoreJob, { rds, backup: backupRestore }, async ({ source }, tools) => {
  const { rds, backup, run } = tools
  const name = restoredClusterId(run, source)
  const jobs = await backup.jobsMaking({ clusterId: name, since: run.startedAt })
  if (jobs.length > 0) await claim(name, rds, run)
  const { left } = await rds.deleteOfRun(source)
  const underWay = jobs.filter(({ status }) => status === 'PENDING' || status === 'RUNNING')
  const waits = underWay.map(({ id, status }) => `the restore job ${id} is ${status} and cannot be cancelled`)
  return left.length + waits.length === 0 ? ready({}) : pending([...left, ...waits].join('; '))
})

/** From here on it is found by the run's tag like everything else that a run made. */
async function claim(name: string, rds: Rds, run: RunRef): Promise<void> {
  const found = await rds.findCluster(name)
  if (!found || !isClaimable(found, { run, name })) return
  const { set, remove } = claimed(found.tags, { run })
  await rds.addTags(found.arn, set)
  if (remove.length > 0) await rds.removeTags(found.arn, remove)
}

export const handler = asLambda(run)
