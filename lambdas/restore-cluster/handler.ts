// Restores under the run's own name, so that a retry finds its predecessor; or takes over what an earlier run has kept.
import type { z } from 'zod'
import { Missing, NameTaken, RequestInvalid, Unavailable } from '../../domain/errors.ts'
import { adopted, adoptionFaults, belongsTo, isKept, restoredTags } from '../../domain/restored-tags.ts'
import { type RunRef, restoredClusterId } from '../../domain/run.ts'
import { asLambda } from '../as-lambda.ts'
import { type FoundCluster, type Rds, rds } from '../gateways/rds.ts'
import { implement } from '../implement.ts'
import { restoreCluster } from './contract.ts'

type Input = z.infer<typeof restoreCluster.takes>

export const run = implement(restoreCluster, { rds }, async (input, { rds, run }) =>
  input.adopt === null ? anew(input, rds, run) : takeOver({ ...input, adopt: input.adopt }, rds, run),
)

async function anew({ source, moment }: Input, rds: Rds, run: RunRef) {
  const id = restoredClusterId(run, source.id)
  const earlier = await rds.findCluster(id)
  if (earlier) return ours(earlier, run)
  const created = await rds.restoreToPointInTime({ id, source, moment, tags: restoredTags({ run, moment, source }) })
  if (created) return { id, arn: source.arn.replace(/[^:]+$/, id), adopted: false }
  const found = await rds.findCluster(id)
  if (!found) throw new Unavailable(`a cluster ${id} exists and is not visible yet; try again in some seconds`)
  return ours(found, run)
}

function ours({ id, arn, tags }: FoundCluster, run: RunRef) {
  if (belongsTo(tags, run)) return { id, arn, adopted: true }
  throw new NameTaken(
    `the cluster ${id} exists without this run's tag; expected none of that name: rename or delete it, then start again`,
  )
}

async function takeOver({ source, moment, adopt }: Input & { readonly adopt: string }, rds: Rds, run: RunRef) {
  if (run.mode === 'drill')
    throw new RequestInvalid(
      'adopt: a drill restores its own cluster, because it deletes it afterwards; leave adopt out',
    )
  const id = restoredClusterId({ id: adopt, mode: run.mode }, source.id)
  const found = await rds.findCluster(id)
  if (!found) throw new Missing(`run ${adopt} has left no cluster ${id}; leave adopt out to restore anew`)
  const faults = adoptionFaults(found.tags, { run, moment, source })
  if (faults.length > 0)
    throw new RequestInvalid(`adopt: ${id} cannot stand in for a restore to ${moment}:\n- ${faults.join('\n- ')}`)
  if (!belongsTo(found.tags, run) || isKept(found.tags)) await rds.retagCluster(found, adopted(found.tags, run))
  return { id, arn: found.arn, adopted: true }
}

export const handler = asLambda(run)
