// Amazon RDS, as the verbs speak of it.
import { RDSClient } from '@aws-sdk/client-rds'
import type { ClusterWithMembers } from '../../domain/cluster-description.ts'
import { discardPlan } from '../../domain/cluster-discard.ts'
import { givenBack } from '../../domain/restored-tags.ts'
import type { Environment } from '../environment.ts'
import type { Caller } from '../implement.ts'
import { clientFor } from './clients.ts'
import { clusters } from './rds/clusters.ts'
import { instances } from './rds/instances.ts'
import { prerequisites } from './rds/prerequisites.ts'
import { restores } from './rds/restore.ts'
import { type FoundCluster, memberOnly, settingsOnly } from './rds/shapes.ts'

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
  const { run } = caller
  const own = { ...clusters(client, run), ...instances(client), ...prerequisites(client), ...restores(client) }

  const retag = async (
    arn: string,
    { set, remove }: { readonly set: Readonly<Record<string, string>>; readonly remove: readonly string[] },
  ) => {
    await own.addTags(arn, set)
    await own.removeTags(arn, remove)
  }

  /** The members first: found by their cluster's tag, they would be forgotten once that has changed. */
  const retagCluster = async (cluster: FoundCluster, tags: Parameters<typeof retag>[1]) => {
    for (const member of await own.membersOf(cluster)) await retag(member.arn, tags)
    await retag(cluster.arn, tags)
  }

  const discardOne = async (cluster: FoundCluster): Promise<Discarded> => {
    const back = givenBack(cluster.tags, run)
    if (back) {
      await retagCluster(cluster, back)
      return { asked: [], givenBack: [cluster.id], left: [] }
    }
    const statuses = await own.membersOf(cluster)
    const plan = discardPlan({ ...cluster, members: statuses })
    const asked: string[] = []
    for (const id of plan.instances) if (await own.deleteInstance(id)) asked.push(id)
    if (plan.unprotect) await own.unprotect(cluster.id)
    if (plan.cluster && (await own.deleteCluster(cluster.id))) asked.push(cluster.id)
    return { asked, givenBack: [], left: [plan.note] }
  }

  return {
    ...own,
    retagCluster,
    /** The cluster with all that is known of its members, without what may be unknown for now. */
    withMembers: async (cluster: FoundCluster): Promise<ClusterWithMembers> => ({
      ...settingsOnly(cluster),
      members: (await own.membersOf(cluster)).map(memberOnly),
    }),
    /** Asks for the deletion of all that can be deleted now of what this run made from the source. */
    discardOfRun: async (source: string): Promise<Discarded> => {
      const done: Discarded[] = []
      for (const cluster of await own.clustersOfRun(source)) done.push(await discardOne(cluster))
      return {
        asked: done.flatMap(each => each.asked),
        givenBack: done.flatMap(each => each.givenBack),
        left: done.flatMap(each => each.left),
      }
    },
  }
}
