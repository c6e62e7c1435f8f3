// Beginning a restore once: under the run's own name, so that a retry finds it, or by taking over a kept cluster.
import type { ClusterDescription } from '../../domain/cluster-description.ts'
import { Missing, NameTaken, RequestInvalid, Unavailable } from '../../domain/errors.ts'
import type { Instant } from '../../domain/instant.ts'
import { adopted, adoptionFaults, belongsTo, isKept, restoredTags, type Tags } from '../../domain/restored-tags.ts'
import { type RunRef, restoredClusterId } from '../../domain/run.ts'
import type { FoundCluster, Rds } from './rds.ts'

export interface Restored {
  readonly id: string
  readonly arn: string
  readonly adopted: boolean
}

interface Restoring {
  readonly source: ClusterDescription
  readonly moment: Instant
}

interface By {
  readonly rds: Rds
  readonly run: RunRef
}

export const restoredArn = (source: Pick<ClusterDescription, 'arn'>, id: string): string =>
  source.arn.replace(/[^:]+$/, id)

/**
 * @param begin asks for the restore; false when a cluster of that name exists already
 * @throws NameTaken for a cluster of that name without this run's tag
 */
export async function restoreAnew(
  { source, moment }: Restoring,
  { rds, run }: By,
  begin: (named: { readonly id: string; readonly tags: Tags }) => Promise<boolean>,
): Promise<Restored> {
  const id = restoredClusterId(run, source.id)
  const earlier = await rds.findCluster(id)
  if (earlier) return ours(earlier, run)
  if (await begin({ id, tags: restoredTags({ run, moment, source }) }))
    return { id, arn: restoredArn(source, id), adopted: false }
  const found = await rds.findCluster(id)
  if (!found) throw new Unavailable(`a cluster ${id} exists and is not visible yet; try again in some seconds`)
  return ours(found, run)
}

/** What this run has made already, or nobody's. */
export function ours({ id, arn, tags }: FoundCluster, run: RunRef): Restored {
  if (belongsTo(tags, run)) return { id, arn, adopted: true }
  throw new NameTaken(
    `the cluster ${id} exists without this run's tag; expected none of that name: rename or delete it, then start again`,
  )
}

/** @throws Missing; RequestInvalid for one that an earlier run did not keep, or that is of another source or moment */
export async function takeOver(
  { source, moment, adopt }: Restoring & { readonly adopt: string },
  { rds, run }: By,
): Promise<Restored> {
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
