// Hosted zones made before the rehearsal begins, which every place answers for already.
import type { ResourceRecordSet, Tag, VPC } from '@aws-sdk/client-route-53'
import { applied } from './batch.ts'
import { loadBalancerOf } from './load-balancer.ts'
import { normalName } from './names.ts'
import { assertForm } from './record-form.ts'
import { normalRecord } from './records.ts'
import { invalidChangeBatch } from './refusals.ts'
import { newId, places, type RecordSet, type State, type Zone } from './state.ts'

export interface ZoneSeed {
  readonly name: string
  /** Drawn from the seed when absent. */
  readonly id?: string
  readonly comment?: string
  /** Makes the zone a private one. */
  readonly vpcs?: readonly VPC[]
  /** Beside the NS and SOA records that every zone has. Health checks that they name are made before. */
  readonly records?: readonly ResourceRecordSet[]
  readonly tags?: readonly Tag[]
}

/** @throws what ChangeResourceRecordSets would throw for these records */
export function seedZone(state: State, seed: ZoneSeed): Zone {
  const name = normalName(seed.name)
  const id = seed.id ?? newId(state, 'Z')
  const nameServers = nameServersOf(state, id)
  const changes = (seed.records ?? []).map(record => {
    assertForm({ Action: 'CREATE', ResourceRecordSet: record })
    return { action: 'CREATE' as const, record: normalRecord(record) }
  })
  const facts = { id, name, loadBalancer: (target: string) => loadBalancerOf(state, target) }
  const outcome = applied(facts, firstRecords(name, nameServers), changes)
  if ('problems' in outcome) throw invalidChangeBatch(outcome.problems)
  const current = { number: 1, records: outcome.records }
  const zone: Zone = {
    ...{ id, name, comment: seed.comment, callerReference: `seed-${id}`, vpcs: seed.vpcs, nameServers, current },
    served: new Map(places.map(place => [place, current])),
    busyUntil: 0,
    tags: seed.tags ?? [],
  }
  state.zones.push(zone)
  return zone
}

/** With the times that Route 53 sets: two days for the name servers, fifteen minutes for the SOA record. */
function firstRecords(name: string, nameServers: readonly string[]): readonly RecordSet[] {
  const soa = `${nameServers[0]}. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400`
  return [
    { Name: name, Type: 'NS', TTL: 172_800, ResourceRecords: nameServers.map(each => ({ Value: `${each}.` })) },
    { Name: name, Type: 'SOA', TTL: 900, ResourceRecords: [{ Value: soa }] },
  ]
}

function nameServersOf({ surroundings: { chance } }: State, id: string): readonly string[] {
  return ['com', 'net', 'org', 'co.uk'].map((domain, index) => {
    const number = Math.floor(chance.of('route53', 'name server', id, index) * 512)
    return `ns-${index * 512 + number}.awsdns-${String(number % 64).padStart(2, '0')}.${domain}`
  })
}
