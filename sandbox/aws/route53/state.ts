// What simulated Route 53 knows, for the whole account: hosted zones, changes under way, health checks.
import type { HealthCheckConfig, ResourceRecordSet, Tag, VPC } from '@aws-sdk/client-route-53'
import type { AlarmSettings } from '../cloudwatch/index.ts'
import type { Surroundings } from '../service.ts'

/** Where Route 53 answers from. A change reaches them one by one, and is INSYNC when it has reached them all. */
export const places = ['americas', 'europe', 'asia', 'oceania'] as const
export type Place = (typeof places)[number]

/** As the API shows it: names in small letters with a final dot, unusual characters as `\052`. */
export type RecordSet = Readonly<ResourceRecordSet>

export interface Version {
  readonly number: number
  readonly records: readonly RecordSet[]
}

export interface Zone {
  readonly id: string
  /** With its final dot. */
  readonly name: string
  readonly comment: string | undefined
  readonly callerReference: string
  /** Of a private zone, which answers within these only; undefined for a public one. */
  readonly vpcs: readonly VPC[] | undefined
  readonly nameServers: readonly string[]
  /** As the API shows it. */
  current: Version
  /** As each place answers. */
  readonly served: Map<Place, Version>
  /** Milliseconds since the epoch; a change that comes earlier finds the one before it unfinished. */
  busyUntil: number
  tags: readonly Tag[]
}

export interface Change {
  readonly id: string
  readonly submittedAt: number
  readonly comment: string | undefined
  status: 'PENDING' | 'INSYNC'
}

/** One health checker somewhere in the world, and what it has seen of late. */
export interface Checker {
  readonly region: string
  healthy: boolean
  /** Results in a row that contradict `healthy`. */
  against: number
  report: string
  /** Milliseconds since the epoch; undefined before the first look. */
  checkedAt: number | undefined
}

export interface HealthCheck {
  readonly id: string
  readonly callerReference: string
  config: Readonly<HealthCheckConfig>
  version: number
  /** Copied from the alarm when the check was made, or last given an alarm: later changes of the alarm are not seen. */
  alarm: AlarmSettings | undefined
  /** Of an alarm's check: the last status that its data told. True until there were any. */
  known: boolean
  checkers: readonly Checker[]
  /** What listeners were told last. */
  told: boolean
  tags: readonly Tag[]
}

export interface LoadBalancer {
  /** Zone in which AWS keeps the names of that region's load balancers; aliases must name it. */
  readonly hostedZoneId: string
  readonly addresses: readonly string[]
  /** At least one healthy target, as an alias with EvaluateTargetHealth asks. */
  readonly healthy: boolean
}

/** What a health checker sends to an endpoint. */
export interface Probe {
  readonly scheme: 'http' | 'https' | 'tcp'
  /** Address, or name where no address was given. */
  readonly target: string
  readonly host: string | undefined
  readonly port: number
  readonly path: string
  /** Region of the checker. */
  readonly from: string
}

export type ProbeResult = { readonly status: number; readonly body: string } | { readonly failure: string }

/** An alarm's settings and its data, in one region; undefined for a region that is dark. */
export interface AlarmSource {
  alarm(name: string): { readonly settings: AlarmSettings } | undefined
  reading(settings: AlarmSettings): 'OK' | 'ALARM' | 'INSUFFICIENT_DATA'
}

export interface Options {
  readonly alarms: (region: string) => AlarmSource | undefined
  /** By DNS name in small letters, without final dot. */
  readonly loadBalancer?: (dnsName: string) => LoadBalancer | undefined
  /** Without it, health checks on endpoints are not simulated. */
  readonly probe?: (probe: Probe) => ProbeResult
  /** Health checkers in a dark region report nothing. */
  readonly dark?: (region: string) => boolean
  /** API requests of the account, each second: 5 when absent (Route 53 developer guide, "Quotas"). */
  readonly requestsPerSecond?: number
  /** Most items on a page of any list; each operation's own maximum when absent. */
  readonly pageSize?: number
}

export type ControlPlane = 'up' | 'unavailable' | 'silent'
export type HealthListener = (told: { readonly healthCheckId: string; readonly healthy: boolean }) => void

export interface State {
  readonly surroundings: Surroundings
  readonly options: Options
  readonly zones: Zone[]
  readonly changes: Map<string, Change>
  readonly healthChecks: Map<string, HealthCheck>
  /** Of every check ever made: a reference is never free again. */
  readonly references: Map<string, string>
  readonly listeners: Set<HealthListener>
  controlPlane: ControlPlane
  /** Requests that the throttle lets through at once, as of a time; the whole allowance when undefined. */
  allowance: { readonly left: number; readonly at: number } | undefined
  made: number
  stopped: boolean
}

export function newId(state: State, prefix: 'Z' | 'C'): string {
  const { chance } = state.surroundings
  return `${prefix}0${chance.hex(18, 'route53', state.made++).toUpperCase()}`
}

/** `/hostedzone/Z…` and `/change/C…` as answers give them, or the bare id. */
export function idOf(text: string | undefined): string {
  return text?.split('/').at(-1) ?? ''
}
