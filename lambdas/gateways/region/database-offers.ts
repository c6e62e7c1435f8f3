// Amazon RDS of a region into which nothing was restored yet: groups by name, versions and classes on offer.
import {
  DescribeDBClusterParameterGroupsCommand,
  DescribeDBEngineVersionsCommand,
  DescribeDBParameterGroupsCommand,
  DescribeDBSubnetGroupsCommand,
  DescribeOrderableDBInstanceOptionsCommand,
  RDSClient,
} from '@aws-sdk/client-rds'
import type { Environment } from '../../environment.ts'
import { clientFor } from '../clients.ts'
import { nameOf } from '../errors.ts'

const ENGINE = 'aurora-mysql'

interface Page {
  readonly Marker?: string | undefined
}

async function paged<P extends Page, T>(ask: (marker: string | undefined) => Promise<P>, items: (page: P) => T[]) {
  const found: T[] = []
  let marker: string | undefined
  do {
    const page = await ask(marker)
    found.push(...items(page))
    marker = page.Marker || undefined
  } while (marker)
  return found
}

/** Undefined for a group that does not exist. */
async function unlessAbsent<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    if (/^DB\w+GroupNotFoundFault$/.test(nameOf(error))) return undefined
    throw error
  }
}

export function databaseOffers(environment: Environment) {
  const client = clientFor(RDSClient, environment)
  return {
    zonesOf: async (group: string): Promise<string[] | undefined> => {
      const answer = await unlessAbsent(client.send(new DescribeDBSubnetGroupsCommand({ DBSubnetGroupName: group })))
      const subnets = answer?.DBSubnetGroups?.[0]?.Subnets
      return subnets && [...new Set(subnets.flatMap(subnet => subnet.SubnetAvailabilityZone?.Name ?? []))]
    },
    familyOfClusterGroup: async (name: string): Promise<string | undefined> => {
      const asked = new DescribeDBClusterParameterGroupsCommand({ DBClusterParameterGroupName: name })
      return (await unlessAbsent(client.send(asked)))?.DBClusterParameterGroups?.[0]?.DBParameterGroupFamily
    },
    familyOfGroup: async (name: string): Promise<string | undefined> => {
      const asked = new DescribeDBParameterGroupsCommand({ DBParameterGroupName: name })
      return (await unlessAbsent(client.send(asked)))?.DBParameterGroups?.[0]?.DBParameterGroupFamily
    },
    versions: () =>
      paged(
        Marker => client.send(new DescribeDBEngineVersionsCommand({ Engine: ENGINE, Marker })),
        page =>
          (page.DBEngineVersions ?? []).map(each => ({
            version: each.EngineVersion ?? '',
            family: each.DBParameterGroupFamily ?? '',
          })),
      ),
    /** Zones in which the class can be had; of any version when none is given. */
    zonesOfClass: async (DBInstanceClass: string, version: string | null): Promise<string[]> => {
      const zones = await paged(
        Marker =>
          client.send(
            new DescribeOrderableDBInstanceOptionsCommand({
              ...{ Engine: ENGINE, DBInstanceClass, Marker },
              ...(version !== null && { EngineVersion: version }),
            }),
          ),
        page =>
          (page.OrderableDBInstanceOptions ?? []).flatMap(option =>
            (option.AvailabilityZones ?? []).flatMap(zone => zone.Name ?? []),
          ),
      )
      return [...new Set(zones)]
    },
  }
}
