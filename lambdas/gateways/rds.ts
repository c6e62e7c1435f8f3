// Amazon RDS, as the verbs speak of it.
import { RDSClient } from '@aws-sdk/client-rds'
import type { ClusterWithMembers } from '../../domain/cluster-description.ts'
import { discardPlan } from '../../domain/cluster-discard.ts'
import { givenBack, type Retagging } from '../../domain/restored-tags.ts'
import type { Environment } from '../environment.ts'
import type { Caller } from '../implement.ts'
import { clientFor } from './clients.ts'
import { clusters } from './rds/clusters.ts'
import { instances } from './rds/instances.ts'
import { prerequisites } from './rds/prerequisites.ts'
import { restores } from './rds/restore.ts'
import { type FoundCluster, memberOnly, settingsOnly } from './rds/shapes.ts'
import { snapshots } from './rds/snapshots.ts'

export type { FoundCluster, FoundInstance } from './rds/shapes.ts'

export type Rds = ReturnType<typeof rds>

interface Discarded {
  /** What was asked to go in this call. */
  readonly asked: readonly string[]
  /** Adopted clusters that went back to the run that had kept them. */
  readonly givenBack: readonly string[]
  /** What is still there, for people. Empty when nothing is left. */
  readonly left: readonly string[]
}

export function rds(environment: Environment, caller: Caller) {
  const client = clientFor(RDSClient, environment, caller)
  const parts = partsOf(client, caller)
  return {
    ...parts,
    retagCluster: (cluster: FoundCluster, retagging: Retagging) => retagCluster(parts, cluster, retagging),
    /** The cluster with all that is known of its members, without what may be unknown for now. */
    withMembers: async (cluster: FoundCluster): Promise<ClusterWithMembers> => ({
      ...settingsOnly(cluster),
      members: (await parts.membersOf(cluster)).map(memberOnly),
    }),
    /** Gives back what this run adopted, and asks for the deletion of all that can be deleted now of what it made. */
    discardOfRun: async (source: string): Promise<Discarded> => {
      const done: Discarded[] = []
      for (const cluster of await parts.clustersOfRun(source)) done.push(await discard(parts, cluster, caller.run))
      return {
        asked: done.flatMap(each => each.asked),
        givenBack: done.flatMap(each => each.givenBack),
        left: done.flatMap(each => each.left),
      }
    },
    /** The same without giving back, for asking again: `discardOfRun` has seen to that, or has failed. */
    deleteOfRun: async (source: string): Promise<Pick<Discarded, 'left'>> => {
      const left: string[] = []
      for (const cluster of await parts.clustersOfRun(source)) {
        const isAdopted = givenBack(cluster.tags, caller.run) !== undefined
        left.push(isAdopted ? `${cluster.id} was adopted and must be given back` : (await remove(parts, cluster)).note)
      }
      return { left }
    },
  }
}

const partsOf = (client: RDSClient, { run }: Caller) => ({
  ...clusters(client, run),
  ...instances(client),
  ...prerequisites(client),
  ...restores(client),
  ...snapshots(client),
})

type Parts = ReturnType<typeof partsOf>

/** The members first: found by their cluster's tag, they would be forgotten once that has changed. */
async function retagCluster(rds: Parts, cluster: FoundCluster, { set, remove }: Retagging): Promise<void> {
  for (const { arn } of [...(await rds.membersOf(cluster)), cluster]) {
    await rds.addTags(arn, set)
    await rds.removeTags(arn, remove)
  }
}

async function discard(rds: Parts, cluster: FoundCluster, run: Caller['run']): Promise<Discarded> {
  const back = givenBack(cluster.tags, run)
  if (back) {
    await retagCluster(rds, cluster, back)
    return { asked: [], givenBack: [cluster.id], left: [] }
  }
  const { asked, note } = await remove(rds, cluster)
  return { asked, givenBack: [], left: [note] }
}

async function remove(rds: Parts, cluster: FoundCluster): Promise<{ readonly asked: string[]; readonly note: string }> {
  const plan = discardPlan({ ...cluster, members: await rds.membersOf(cluster) })
  const asked: string[] = []
  for (const id of plan.instances) if (await rds.deleteInstance(id)) asked.push(id)
  // While it is busy AWS takes its protection off no more than it deletes a protected one: both are asked for again.
  const open = !plan.unprotect || (await rds.unprotect(cluster.id))
  if (plan.cluster && open && (await rds.deleteCluster(cluster.id))) asked.push(cluster.id)
  return { asked, note: plan.note }
}
