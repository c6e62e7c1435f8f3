// What Route 53 answers to a question: by zone, name, routing and health, as the place that is asked knows the records.
import { choose, type View } from './choose.ts'
import { loadBalancerOf } from './load-balancer.ts'
import { liesIn, normalName } from './names.ts'
import type { LoadBalancer, Place, RecordSet, State, Zone } from './state.ts'

export interface Question {
  readonly name: string
  /** `A`, `AAAA`, `CNAME`, `TXT`, … */
  readonly type: string
  readonly place: Place
  /** The VPC asked from, in which private zones answer. */
  readonly vpcId?: string
}

/** TTLs in seconds. */
export type Answer =
  | { readonly kind: 'values'; readonly values: readonly string[]; readonly ttl: number }
  /** A CNAME: ask for that name. */
  | { readonly kind: 'name'; readonly name: string; readonly ttl: number }
  /** The name does not exist, or has no record of that type; resolvers keep that too. */
  | { readonly kind: 'nothing'; readonly exists: boolean; readonly ttl: number }

/** Aliases of load balancers, and load balancers' own names, live a minute (developer guide, "Choosing … alias records"). */
const LOAD_BALANCER_TTL = 60

/** Undefined for a name that Route 53 does not answer for. */
export function answer(state: State, question: Question): Answer | undefined {
  const name = normalName(question.name)
  const zone = zoneFor(state, name, question.vpcId)
  if (!zone) return ofLoadBalancer(loadBalancerOf(state, name))
  const { records } = zone.served.get(question.place) ?? zone.current
  const view: View = { state, zone, records, place: question.place }
  const found = recordsAt(view, name)
  const group = found?.filter(record => record.Type === question.type)
  if (group?.length) return ofRecord(view, choose(view, group), 0)
  const alias = question.type === 'CNAME' ? undefined : found?.filter(record => record.Type === 'CNAME')
  if (alias?.length) return ofRecord(view, choose(view, alias), 0)
  return nothing(records, found !== undefined)
}

/** The most particular zone; within a VPC a private one wins over a public one of the same name, and answers alone. */
function zoneFor(state: State, name: string, vpcId: string | undefined): Zone | undefined {
  const open = state.zones.filter(
    ({ name: zone, vpcs }) => liesIn(name, zone) && (!vpcs || vpcs.some(each => each.VPCId === vpcId)),
  )
  const rank = (zone: Zone) => 2 * zone.name.length + (zone.vpcs ? 1 : 0)
  return open.sort((one, other) => rank(other) - rank(one))[0]
}

/** Records of that name, or of the wildcard that stands for it; undefined when the name does not exist. */
function recordsAt({ records, zone }: View, name: string): readonly RecordSet[] | undefined {
  const own = records.filter(record => record.Name === name)
  if (own.length > 0) return own
  // A name with others below it exists, and no wildcard stands for it.
  if (records.some(record => record.Name?.endsWith(`.${name}`))) return []
  for (let rest = parentOf(name); liesIn(rest, zone.name); rest = parentOf(rest)) {
    const wild = records.filter(record => record.Name === `\\052.${rest}`)
    if (wild.length > 0) return wild
    if (records.some(record => record.Name === rest || record.Name?.endsWith(`.${rest}`))) return undefined
  }
  return undefined
}

function parentOf(name: string): string {
  return name.slice(name.indexOf('.') + 1)
}

function ofRecord(view: View, record: RecordSet, depth: number): Answer {
  const { AliasTarget: alias, ResourceRecords: values = [], TTL: ttl = 0, Type: type } = record
  if (!alias) {
    const [first] = values
    if (type === 'CNAME') return { kind: 'name', name: normalName(first?.Value ?? ''), ttl }
    return { kind: 'values', values: values.map(({ Value = '' }) => Value), ttl }
  }
  const target = normalName(alias.DNSName ?? '')
  if (alias.HostedZoneId !== view.zone.id)
    return ofLoadBalancer(loadBalancerOf(view.state, target)) ?? nothing(view.records, true)
  const group = view.records.filter(each => each.Name === target && each.Type === type)
  // Route 53 refuses aliases in a ring; one that was made by changes overtaking each other ends here.
  if (group.length === 0 || depth > 8) return nothing(view.records, true)
  return ofRecord(view, choose(view, group), depth + 1)
}

function ofLoadBalancer(balancer: LoadBalancer | undefined): Answer | undefined {
  return balancer && { kind: 'values', values: balancer.addresses, ttl: LOAD_BALANCER_TTL }
}

/** Kept as long as the SOA record says: the smaller of its TTL and its last number (RFC 2308). */
function nothing(records: readonly RecordSet[], exists: boolean): Answer {
  const soa = records.find(record => record.Type === 'SOA')
  const minimum = Number(soa?.ResourceRecords?.[0]?.Value?.split(' ').at(-1) ?? 0)
  return { kind: 'nothing', exists, ttl: Math.min(soa?.TTL ?? 0, minimum) }
}
