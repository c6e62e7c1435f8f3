// The two weighted records of the site in Route 53, whose API lives in us-east-1: only where the platform says so.
import {
  ChangeResourceRecordSetsCommand,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
  Route53Client,
} from '@aws-sdk/client-route-53'
import { Missing } from '../../domain/errors.ts'
import type { Environment } from '../environment.ts'
import { clientFor } from './clients.ts'
import { inRegion } from './in-region.ts'

export interface Site {
  readonly hostedZone: string
  readonly name: string
  readonly setIdentifiers: { readonly primary: string; readonly recovery: string }
}

/** Route 53 signs in us-east-1, wherever it is called from (aws-behaviour 1.7). */
const CONTROL_REGION = 'us-east-1'
const ALL = 100

export function siteRecords(environment: Environment) {
  const client = () => clientFor(Route53Client, inRegion(environment, CONTROL_REGION))
  return {
    /** Gives all the weight to one of the two. The same whoever says it again. */
    async leadTo(to: 'primary' | 'recovery', site: Site): Promise<void> {
      const { hostedZone: HostedZoneId, name: StartRecordName } = site
      const asked = { HostedZoneId, StartRecordName, StartRecordType: 'A' as const }
      const { ResourceRecordSets = [] } = await client().send(new ListResourceRecordSetsCommand(asked))
      const Changes = changesOf(ResourceRecordSets, to, site)
      if (Changes.length === 0) return
      await client().send(new ChangeResourceRecordSetsCommand({ HostedZoneId, ChangeBatch: { Changes } }))
    },
  }
}

/** @throws Missing when one of the two is not there */
function changesOf(records: readonly ResourceRecordSet[], to: 'primary' | 'recovery', { name, setIdentifiers }: Site) {
  return (['recovery', 'primary'] as const).flatMap(place => {
    const id = setIdentifiers[place]
    const found = records.find(each => sameName(each.Name, name) && each.SetIdentifier === id)
    if (!found) throw new Missing(`the hosted zone has no record ${name} with the set identifier ${id}`)
    const Weight = place === to ? ALL : 0
    return found.Weight === Weight ? [] : [{ Action: 'UPSERT' as const, ResourceRecordSet: { ...found, Weight } }]
  })
}

const sameName = (one: string | undefined, other: string): boolean => one?.replace(/\.$/, '') === other
