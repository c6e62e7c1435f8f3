// The name is derived from the run and the job was the run's: no other cluster is touched.
import { NameTaken } from '../../domain/errors.ts'
import { belongsTo, claimed, isClaimable } from '../../domain/restored-tags.ts'
import { restoredClusterId } from '../../domain/run.ts'
import { asLambda } from '../as-lambda.ts'
import { rds } from '../gateways/rds.ts'
import { implement } from '../implement.ts'
import { claimCluster } from './contract.ts'

export const run = implement(claimCluster, { rds }, async ({ job, made, source, moment }, { rds, run }) => {
  const { id, arn, adopted } = job
  const found = await rds.existingCluster(made.split(':').at(-1) ?? '')
  if (belongsTo(found.tags, run)) return { id, arn, adopted }
  if (!isClaimable(found, { run, name: restoredClusterId(run, source.id) })) {
    throw new NameTaken(
      `the cluster ${found.id} of ${found.createdAt} is not what run ${run.id} of ${run.startedAt} has had restored: nothing was changed`,
    )
  }
  const { set, remove } = claimed(found.tags, { run, moment, source })
  await rds.addTags(found.arn, set)
  if (remove.length > 0) await rds.removeTags(found.arn, remove)
  return { id, arn, adopted }
})

export const handler = asLambda(run)
