// Identifiers, ARNs and host names as RDS makes them.
import { AwsError, type Surroundings } from '../service.ts'
import type { Cluster, Instance, State } from './state.ts'

export type ResourceKind =
  | 'cluster'
  | 'db'
  | 'cluster-snapshot'
  | 'cluster-pg'
  | 'pg'
  | 'subgrp'
  | 'og'
  | 'cluster-auto-backup'

export function arn({ region, accountId }: Surroundings, kind: ResourceKind, name: string): string {
  return `arn:aws:rds:${region}:${accountId}:${kind}:${name}`
}

/**
 * Letters, digits and hyphens, a letter first, no hyphen last nor two together, at most 63; stored in lower case
 * (API reference, DBClusterIdentifier). Throws InvalidParameterValue.
 */
export function newIdentifier(text: string | undefined, member: string): string {
  const id = text?.toLowerCase() ?? ''
  if (/^[a-z](?!.*--)[a-z0-9-]{0,62}$/.test(id) && !id.endsWith('-')) return id
  const rule =
    'must begin with a letter; must contain only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two consecutive hyphens.'
  throw new AwsError('InvalidParameterValue', `The parameter ${member} is not a valid identifier. Identifiers ${rule}`)
}

/** The name in an ARN of that kind in this region, or the text itself, in lower case. */
export function identifierOf(surroundings: Surroundings, kind: ResourceKind, text: string): string {
  const lower = text.toLowerCase()
  const prefix = arn(surroundings, kind, '').toLowerCase()
  return lower.startsWith(prefix) ? lower.slice(prefix.length) : lower
}

/** Twelve letters and digits that every host name of the account and region shares. */
function network({ chance, accountId, region }: Surroundings): string {
  return `c${chance.hex(11, 'rds', 'network', accountId, region)}`
}

export function clusterHost({ surroundings }: State, cluster: Pick<Cluster, 'id'>, kind: 'writer' | 'reader'): string {
  const role = kind === 'writer' ? 'cluster' : 'cluster-ro'
  return `${cluster.id}.${role}-${network(surroundings)}.${surroundings.region}.rds.amazonaws.com`
}

export function instanceHost({ surroundings }: State, instance: Pick<Instance, 'id'>): string {
  return `${instance.id}.${network(surroundings)}.${surroundings.region}.rds.amazonaws.com`
}

/** `cluster-` or `db-` and 26 upper-case letters and digits; never reused. */
export function resourceId(
  surroundings: Surroundings,
  kind: 'cluster' | 'db',
  ...name: readonly (string | number)[]
): string {
  const { chance, region } = surroundings
  return `${kind}-${chance.hex(26, 'rds', region, kind, ...name).toUpperCase()}`
}

/** Thirty minutes at a drawn hour of the day, and of the week, as RDS draws them when none are given. */
export function drawnWindows(
  { chance }: Surroundings,
  id: string,
): { readonly backup: string; readonly maintenance: string } {
  const hour = 3 + Math.floor(chance.of('rds', 'backup-window', id) * 8)
  const day = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'][Math.floor(chance.of('rds', 'maintenance-day', id) * 7)]
  const two = (value: number) => String(value).padStart(2, '0')
  // The maintenance window lies twelve hours away from the backup window, which it must not meet.
  const other = two((hour + 12) % 24)
  return { backup: `${two(hour)}:00-${two(hour)}:30`, maintenance: `${day}:${other}:00-${day}:${other}:30` }
}
