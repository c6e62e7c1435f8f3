// How visitors would come in: judged from what was seen of the certificate and the load balancer.
import { type Instant, toMillis } from '../instant.ts'

export interface CertificateSeen {
  readonly status: string
  readonly names: readonly string[]
  readonly notAfter: Instant | null
}

interface Wanted {
  readonly arn: string
  /** Host name of the site. */
  readonly host: string
  readonly region: string
  readonly now: number
}

/** @param seen undefined when ACM of this region knows no such certificate */
export function certificateBlockers({ arn, host, region, now }: Wanted, seen: CertificateSeen | undefined): string[] {
  const home = arn.split(':')[3]
  if (home !== region) return [`certificate: ${arn} is of ${home}; certificates are regional, name one of ${region}`]
  if (!seen) return [`certificate: there is no ${arn} in this account; correct recovery.application.certificateArn`]
  const { status, names, notAfter } = seen
  const over = notAfter !== null && toMillis(notAfter) <= now
  return [
    ...(status === 'ISSUED'
      ? []
      : [`certificate: ${arn} is ${status}, expected ISSUED; browsers would refuse the site`]),
    ...(status === 'ISSUED' && over ? [`certificate: ${arn} expired on ${notAfter}`] : []),
    ...(names.some(name => covers(name, host))
      ? []
      : [`certificate: ${arn} is for ${names.join(', ')}, and the site is ${host}; request one that covers it`]),
  ]
}

/** Another certificate of the same load balancer may cover it, which is not looked at: no blocker. */
export function certificateNotes(privateUrl: string, seen: CertificateSeen | undefined): string[] {
  const { protocol, hostname } = new URL(privateUrl)
  if (!seen || protocol === 'http:' || seen.names.some(name => covers(name, hostname))) return []
  return [
    `the certificate does not cover ${hostname}, where the site is looked at before visitors come: the load balancer needs another that does`,
  ]
}

/** A star stands for exactly one label (ACM user guide, "Characteristics", wildcard names). */
export function covers(name: string, host: string): boolean {
  const [wanted, given] = [host.toLowerCase(), name.toLowerCase()]
  if (wanted === given) return true
  return given.startsWith('*.') && wanted.slice(wanted.indexOf('.')) === given.slice(1)
}

export interface LoadBalancerSeen {
  readonly state: string
  readonly zones: readonly string[]
  readonly targetGroups: number
}

/** @param seen undefined when there is none of that name */
export function loadBalancerBlockers(name: string, seen: LoadBalancerSeen | undefined): string[] {
  if (!seen)
    return [
      `load balancer: there is no ${name} in this region; create it, or correct recovery.application.loadBalancer`,
    ]
  return [
    ...(seen.state === 'active' ? [] : [`load balancer: ${name} is ${seen.state}, expected active`]),
    ...(seen.targetGroups > 0 ? [] : [`load balancer: ${name} sends to no target group, so nobody could answer`]),
  ]
}

export const loadBalancerNotes = (name: string, { zones }: LoadBalancerSeen): string[] =>
  zones.length >= 2 ? [] : [`the load balancer ${name} stands in ${zones.join(', ') || 'no zone'} only`]

/** Where the API of Route 53 is (aws-behaviour 4.1). */
const CONTROL_PLANE = 'us-east-1'

/** A person who declares a region lost should know what the way of moving visitors leans on. */
export function trafficNotes({ by }: { readonly by: string }, lost: string): string[] {
  if (by !== 'record') return []
  const besides = lost === CONTROL_PLANE ? ', and that is the region that was lost' : ''
  return [
    `visitors are moved by a change of the record: the control plane of Route 53, in ${CONTROL_PLANE}, must take it${besides}`,
  ]
}
