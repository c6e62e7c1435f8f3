// Is a change well-formed in itself? What is not, Route 53 refuses as InvalidInput before it looks at the zone.
import type { Change } from '@aws-sdk/client-route-53'
import { refuse } from '../not-simulated.ts'
import { invalidInput } from './refusals.ts'

const unsimulated = [
  ...['Region', 'GeoLocation', 'GeoProximityLocation', 'MultiValueAnswer', 'CidrRoutingConfig'],
  'TrafficPolicyInstanceId',
]

/** @throws InvalidInput; NotSimulated for routing by latency, place, address and traffic policy */
export function assertForm(change: Change): void {
  const { Action: action, ResourceRecordSet: record } = change
  if (!record?.Name || !record.Type) throw invalidInput('Invalid request: a change needs the name and type of a record')
  refuse('route53:ChangeResourceRecordSets', record, unsimulated)
  const at = `in Change with [Action=${action}, Name=${record.Name}, Type=${record.Type}, SetIdentifier=${record.SetIdentifier ?? null}]`
  if (action !== 'CREATE' && action !== 'DELETE' && action !== 'UPSERT') throw invalidInput(`Invalid Action ${at}`)
  assertContent(record, at)
  assertRouting(record, at)
}

type Form = NonNullable<Change['ResourceRecordSet']>

function assertContent({ AliasTarget: alias, TTL: ttl, ResourceRecords: values }: Form, at: string): void {
  const expected = 'Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords]]'
  if (alias && (ttl !== undefined || values)) throw invalidInput(`Invalid request: ${expected}, but found more ${at}`)
  if (!alias && (ttl === undefined || !values?.length))
    throw invalidInput(`Invalid request: ${expected}, but found none ${at}`)
  if (ttl !== undefined && (ttl < 0 || ttl > 2_147_483_647 || !Number.isInteger(ttl)))
    throw invalidInput(`Invalid request: TTL lies between 0 and 2147483647 ${at}`)
  if (new Set(values?.map(({ Value }) => Value)).size < (values?.length ?? 0))
    throw invalidInput(`Invalid request: Duplicate Resource Record ${at}`)
}

function assertRouting({ SetIdentifier: identifier, Weight: weight, Failover: failover }: Form, at: string): void {
  const policies = [weight, failover].filter(each => each !== undefined).length
  if (policies > 0 && identifier === undefined)
    throw invalidInput(`Invalid request: Missing field 'SetIdentifier' ${at}`)
  if (policies > 1 || (policies === 0 && identifier !== undefined)) {
    const found = policies > 1 ? 'more' : 'none'
    throw invalidInput(`Invalid request: Expected exactly one of [Weight, Failover], but found ${found} ${at}`)
  }
  if (identifier !== undefined && (identifier === '' || identifier.length > 128))
    throw invalidInput(`Invalid request: SetIdentifier has 1 to 128 characters ${at}`)
  if (weight !== undefined && (weight < 0 || weight > 255 || !Number.isInteger(weight)))
    throw invalidInput(`Invalid request: Weight lies between 0 and 255 ${at}`)
  if (failover !== undefined && failover !== 'PRIMARY' && failover !== 'SECONDARY')
    throw invalidInput(`Invalid request: Failover is PRIMARY or SECONDARY ${at}`)
}
