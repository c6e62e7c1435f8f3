// Numbered in the order of the source's members, so that comparisons can pair them; the first is the writer.
import type { Member } from '../../domain/cluster-description.ts'
import { NameTaken, Unavailable } from '../../domain/errors.ts'
import { asRecord, belongsTo, inheritedTags } from '../../domain/restored-tags.ts'
import { RUN_TAG, type RunRef, runTags } from '../../domain/run.ts'
import { asLambda } from '../as-lambda.ts'
import { type FoundCluster, type FoundInstance, type Rds, rds } from '../gateways/rds.ts'
import { implement } from '../implement.ts'
import { createInstances } from './contract.ts'

export const run = implement(createInstances, { rds }, async ({ cluster: id, members, role }, { rds, run, log }) => {
  const cluster = await rds.ownCluster(id)
  const wanted = members
    .map((like, index) => ({ id: `${cluster.id}-${index + 1}`, like }))
    .slice(...(role === 'writer' ? [0, 1] : [1]))
  for (const each of wanted) {
    const created = await ensure({ ...each, cluster, rds, run })
    log.info(created ? 'instance begun' : 'instance found', { instance: each.id })
  }
  return { instances: wanted.map(each => each.id) }
})

interface Wanted {
  readonly id: string
  readonly like: Member
  readonly cluster: FoundCluster
  readonly rds: Rds
  readonly run: RunRef
}

async function ensure({ id, like, cluster, rds, run }: Wanted): Promise<boolean> {
  const earlier = await rds.findInstance(id)
  if (earlier) return mustBeOurs(earlier, run)
  const created = await rds.createInstance({
    id,
    cluster,
    like,
    tags: { ...inheritedTags(cluster.tags), ...runTags(run) },
  })
  if (created) return true
  const found = await rds.findInstance(id)
  if (!found) throw new Unavailable(`an instance ${id} exists and is not visible yet; try again in some seconds`)
  return mustBeOurs(found, run)
}

function mustBeOurs({ id, tags }: FoundInstance, run: RunRef): false {
  if (belongsTo(tags, run)) return false
  throw new NameTaken(
    `the instance ${id} has the tag ${RUN_TAG}=${asRecord(tags)[RUN_TAG] ?? '(none)'}; expected none of that name, or one of run ${run.id}`,
  )
}

export const handler = asLambda(run)
