// What a cluster of the platform would be restored with in a region: groups, versions and classes on offer, and room.
import { type Findings, findings } from '../../../domain/application-preflight.ts'
import { roomBlockers } from '../../../domain/database-preflight.ts'
import type { Platform } from '../../../domain/platform.ts'
import { groupBlockers, offerBlockers, offerNotes } from '../../../domain/region/database.ts'
import type { Environment } from '../../environment.ts'
import type { Caller } from '../../implement.ts'
import { rds } from '../rds.ts'
import { databaseOffers } from './database-offers.ts'
import { seen } from './seen.ts'
import { vaults } from './vaults.ts'

type Database = Platform['recovery']['database']

interface Lost {
  readonly region: string
  readonly clusterId: string
}

export const databaseOfRegion =
  (environment: Environment, caller: Caller) =>
  async (database: Database, lost: Lost): Promise<Findings> => {
    const { quota } = rds(environment, caller)
    const room = (name: 'DBClusters' | 'DBInstances', wanted: number) =>
      seen(`the quota of ${name}`, async () => ({ blockers: roomBlockers(name, await quota(name), wanted) }))
    return findings(
      await seen('what RDS offers', () => offersFor(environment, database, lost)),
      await room('DBClusters', 1),
      await room('DBInstances', database.instances.length),
      { blockers: scalingBlockers(database) },
    )
  }

const scalingBlockers = ({ instances, scaling }: Database): string[] =>
  scaling === null && instances.some(each => each.class === 'db.serverless')
    ? ['scaling: an instance is db.serverless, which needs recovery.database.scaling']
    : []

async function offersFor(environment: Environment, database: Database, lost: Lost): Promise<Findings> {
  const offers = databaseOffers(environment)
  const { subnetGroup, clusterParameterGroup, instances, vault } = database
  const source = `arn:aws:rds:${lost.region}:${environment.accountId}:cluster:${lost.clusterId}`
  const version = await vaults(environment).engineVersionOfNewest(vault, source)
  const offered = await offers.versions()
  const zones = await offers.zonesOf(subnetGroup)
  const groups = {
    zones,
    clusterGroup: { name: clusterParameterGroup, family: await offers.familyOfClusterGroup(clusterParameterGroup) },
    instanceGroups: await each(
      instances.map(({ parameterGroup }) => parameterGroup),
      async name => ({ name, family: await offers.familyOfGroup(name) }),
    ),
  }
  const classes = await each(
    instances.map(instance => instance.class),
    async name => ({ class: name, zones: await offers.zonesOfClass(name, version) }),
  )
  const offer = { version, offered, classes }
  const family = offered.find(known => known.version === version)?.family
  return {
    blockers: [...groupBlockers(subnetGroup, groups, family), ...offerBlockers(offer, zones)],
    notes: offerNotes(offer),
  }
}

/** Once for each different name, one after the other. */
async function each<T>(names: readonly string[], see: (name: string) => Promise<T>): Promise<readonly T[]> {
  const found: T[] = []
  for (const name of new Set(names)) found.push(await see(name))
  return found
}
