// What the records of a zone may be together: the rules whose breach is InvalidChangeBatch.
import { isIPv4, isIPv6 } from 'node:net'
import { liesIn, problemOf } from './names.ts'
import type { LoadBalancer, RecordSet } from './state.ts'

export interface ZoneFacts {
  readonly id: string
  readonly name: string
  readonly loadBalancer: (dnsName: string) => LoadBalancer | undefined
}

/** Problems at the names that were touched, and of aliases to them; names nobody touched were well before. */
export function problemsOf(
  zone: ZoneFacts,
  records: readonly RecordSet[],
  touched: ReadonlySet<string>,
): readonly string[] {
  const problems = new Set<string>()
  const at = Map.groupBy(records, record => record.Name ?? '')
  for (const name of touched) {
    const own = at.get(name) ?? []
    const all = [
      ...nameProblems(zone, name, own),
      ...[...Map.groupBy(own, record => record.Type ?? '').values()].flatMap(group => groupProblems(group)),
      ...own.flatMap(record => [...valueProblems(record), ...aliasProblems(zone, record, at)]),
    ]
    for (const each of all) problems.add(each)
  }
  return [...problems]
}

function nameProblems(zone: ZoneFacts, name: string, own: readonly RecordSet[]): readonly string[] {
  const problem = problemOf(name)
  if (problem) return [problem]
  if (!liesIn(name, zone.name)) return [`RRSet with DNS name ${name} is not permitted in zone ${zone.name}`]
  const types = new Set(own.map(record => record.Type))
  if (name === zone.name) {
    if (types.has('CNAME'))
      return [`RRSet of type CNAME with DNS name ${name} is not permitted at apex in zone ${name}`]
    if (!types.has('NS')) return ['A HostedZone must contain at least one NS record for the zone itself.']
    if (!types.has('SOA')) return ['A HostedZone must contain exactly one SOA record.']
  }
  if (!types.has('CNAME') || types.size === 1) return []
  const other = [...types].find(type => type !== 'CNAME')
  return [
    `RRSet of type ${other} with DNS name ${name} is not permitted because a conflicting RRSet of type CNAME with the same DNS name already exists in zone ${zone.name}.`,
  ]
}

type Policy = 'simple' | 'weighted' | 'failover'

function policyOf({ Weight, Failover }: RecordSet): Policy {
  if (Failover !== undefined) return 'failover'
  return Weight === undefined ? 'simple' : 'weighted'
}

/** Records of one name and type share their routing, and have one primary and one secondary at most. */
function groupProblems(group: readonly RecordSet[]): readonly string[] {
  const [first] = group
  if (!first) return []
  const what = `RRSet with DNS name ${first.Name}, type ${first.Type}`
  const policies = new Set(group.map(policyOf))
  if (policies.size > 1)
    return [`${what} cannot be created as a ${[...policies].join(' and a ')} RRSet would share its name and type.`]
  for (const role of ['PRIMARY', 'SECONDARY'] as const) {
    const same = group.filter(record => record.Failover === role)
    if (same.length > 1)
      return [
        `${what}, SetIdentifier ${same.at(-1)?.SetIdentifier} cannot be created as another RRSet is the ${role} already.`,
      ]
  }
  const bare = group.some(each => each.Failover === 'PRIMARY' && !each.AliasTarget && each.HealthCheckId === undefined)
  return bare ? ['A non-alias primary ResourceRecordSet must have an associated health check. No changes made.'] : []
}

function valueProblems({ Type, ResourceRecords = [], Name }: RecordSet): readonly string[] {
  const values = ResourceRecords.map(({ Value }) => Value ?? '')
  if (Type === 'CNAME' && values.length > 1) return [`Invalid Resource Record: a CNAME has one value only (${Name})`]
  const legal = Type === 'A' ? isIPv4 : Type === 'AAAA' ? isIPv6 : undefined
  const kind = Type === 'A' ? 'IPv4' : 'IPv6'
  return values
    .filter(value => legal && !legal(value))
    .map(value => {
      const fault = `${Type}RRDATAIllegal${kind}Address (Value is not a valid ${kind} address)`
      return `Invalid Resource Record: 'FATAL problem: ${fault} encountered with '${value}''`
    })
}

/** An alias leads to a record of this zone, or to a load balancer by the zone in which AWS keeps its name. */
function aliasProblems(
  zone: ZoneFacts,
  { AliasTarget: alias, Type: type }: RecordSet,
  at: ReadonlyMap<string, readonly RecordSet[]>,
): readonly string[] {
  if (!alias) return []
  const { DNSName: name = '', HostedZoneId: zoneId = '' } = alias
  const what = `Tried to create an alias that targets ${name}, type ${type} in zone ${zoneId}, but`
  if (zoneId === zone.id) {
    if (!liesIn(name, zone.name)) return [`${what} the alias target name does not lie within the target zone`]
    return at.get(name)?.some(record => record.Type === type) ? [] : [`${what} that target was not found`]
  }
  const balancer = zone.loadBalancer(name)
  if (!balancer) return [`${what} that target was not found`]
  return balancer.hostedZoneId === zoneId ? [] : [`${what} the alias target name does not lie within the target zone`]
}
