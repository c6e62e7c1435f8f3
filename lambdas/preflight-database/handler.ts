// Each look gives blockers as data, so that one run finds them all; only a service that does not answer is thrown.
import type * as z from 'zod'
import { clusterBlockers, clusterNotes, nameBlockers, roomBlockers } from '../../domain/database-preflight.ts'
import type { databaseSchema } from '../../domain/platform.ts'
import { asLambda } from '../as-lambda.ts'
import { type DataApi, dataApi } from '../gateways/data-api.ts'
import { kms } from '../gateways/kms.ts'
import { look } from '../gateways/look.ts'
import { type FoundCluster, type Rds, rds } from '../gateways/rds.ts'
import { implement } from '../implement.ts'
import { preflightDatabase } from './contract.ts'

type Database = z.infer<typeof databaseSchema>

export const run = implement(preflightDatabase, { rds, data: dataApi, kms }, async ({ database }, tools) => {
  const { rds, data, kms } = tools
  const cluster = await look(
    'the cluster',
    async () => (await rds.findCluster(database.clusterId)) ?? [absent(database.clusterId)],
  )
  const found = Array.isArray(cluster) ? undefined : cluster
  const blockers = [
    ...nameBlockers(database.clusterId),
    ...(Array.isArray(cluster)
      ? cluster
      : [...clusterBlockers(cluster, database.kmsKeyId), ...(await ofCluster(rds, data, cluster, database))]),
    ...(await look('the key', async () => keyBlockers(database.kmsKeyId, await kms.findKey(database.kmsKeyId)))),
  ]
  const notes = [
    ...(found ? clusterNotes(found) : []),
    `that ${database.readerSecret} may only SELECT was not tested: its grants are the guard`,
  ]
  return { blockers, notes }
})

const absent = (id: string): string =>
  `cluster: there is no database cluster ${id} in this region; correct database.clusterId`

async function ofCluster(rds: Rds, data: DataApi, cluster: FoundCluster, database: Database): Promise<string[]> {
  const members = await look('the members', () =>
    rds.membersOf(cluster).then(found => found.map(member => member.parameterGroup)),
  )
  const groups = [...new Set(members)].filter(name => !name.startsWith('default.'))
  const blockers = [
    ...(await look('the quota of clusters', async () => roomBlockers('DBClusters', await rds.quota('DBClusters'), 1))),
    ...(await look('the quota of instances', async () =>
      roomBlockers('DBInstances', await rds.quota('DBInstances'), cluster.members.length),
    )),
    ...(await look('the subnet group', () => missing('subnet group', cluster.subnetGroup, rds.subnetGroupExists))),
    ...(await look('the parameter group', () =>
      missing('cluster parameter group', cluster.parameterGroup, rds.clusterParameterGroupExists),
    )),
  ]
  for (const group of groups)
    blockers.push(
      ...(await look('a parameter group', () => missing('parameter group', group, rds.parameterGroupExists))),
    )
  const session = { clusterArn: cluster.arn, database: database.name, secret: database.readerSecret }
  const refused = await look('the Data API with the reader', async () =>
    (await data.logsIn(session)) ? [] : [loginRefused(database)],
  )
  return cluster.dataApi ? [...blockers, ...refused] : blockers
}

const loginRefused = ({ readerSecret }: Database): string =>
  `reader: the database refuses the account in ${readerSecret}; give the secret the account's current password`

async function missing(what: string, name: string, exists: (name: string) => Promise<boolean>): Promise<string[]> {
  return (await exists(name)) ? [] : [`${what}: ${name} does not exist any more; the restored cluster needs it`]
}

const keyBlockers = (id: string, key: { readonly enabled: boolean; readonly state: string } | undefined): string[] => {
  if (!key) return [`key: there is no KMS key ${id} in this region; correct database.kmsKeyId`]
  return key.enabled
    ? []
    : [`key: the KMS key ${id} is ${key.state}, expected Enabled; without it no restore can be read`]
}

export const handler = asLambda(run)
