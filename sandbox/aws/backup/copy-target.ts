// The far side of a copy: a vault of any region, what it refuses, and the recovery point that it gets.
import type { Requirement } from '../service.ts'
import { expire } from './jobs.ts'
import { isFullyManaged, recoveryPointArn } from './recovery-point-arn.ts'
import type { RecoveryPoint, ResourceType, Snapshot, State, Vault } from './state.ts'

/** The other regions, as copies reach them. The own region is one of them: a copy may go to another vault of it. */
export interface Copying {
  /** Nothing goes into a dark region, comes out of it, or goes on in it. */
  readonly isDark: (region: string) => boolean
  /** That region's `Backup.copyTarget`; undefined for regions and vaults that do not exist. */
  readonly vaultOf: (region: string, name: string) => CopyTarget | undefined
  /** @throws AccessDenied for what a job's role may not do; roles may do everything when absent */
  readonly assertAllowed?: (roleArn: string, requirement: Requirement) => void
}

/** Content that has arrived, under the name and the key that it has from now on. */
export interface Arrived {
  readonly content: unknown
  readonly arn: string
  /** Undefined for what stays unencrypted. */
  readonly keyArn: string | undefined
  readonly tags: Readonly<Record<string, string>>
}

/** Takes a copy's content over into the service that will restore it, and tells how to discard it. */
export type Receiver = (arrived: Arrived) => Pick<Snapshot, 'content' | 'discard'>

/** EFS needs none: its backups lie with AWS Backup itself. */
export type Receivers = Readonly<Partial<Record<ResourceType, Receiver>>>

/** A copy on its way. */
export interface Parcel {
  readonly id: string
  readonly point: RecoveryPoint
  readonly roleArn: string
  readonly lifecycle: RecoveryPoint['lifecycle']
  readonly sourceVaultArn: string
  readonly status: 'COMPLETED' | 'PARTIAL'
  /** Milliseconds since the epoch. */
  readonly completedAt: number
}

export interface CopyTarget {
  readonly vault: Vault
  /** Does some service here take over content of that type? */
  readonly takes: (type: ResourceType) => boolean
  /** Why such a copy would fail; undefined when nothing speaks against it now. */
  readonly obstacleTo: (point: RecoveryPoint, lifecycle: RecoveryPoint['lifecycle']) => string | undefined
  /** @throws what the service refuses that takes the content over, e.g. for a key that was disabled meanwhile */
  readonly receive: (parcel: Parcel) => RecoveryPoint
}

export function copyTarget(state: State, name: string): CopyTarget | undefined {
  const vault = state.vaults.find(each => each.name === name)
  if (!vault) return undefined
  return {
    vault,
    takes: type => isFullyManaged(type) || state.options.receivers?.[type] !== undefined,
    obstacleTo: (point, lifecycle) => lockTrouble(vault, lifecycle) ?? keyTrouble(state, vault, point),
    receive: parcel => receive(state, vault, parcel),
  }
}

/** A copy whose retention is outside the lock's bounds fails (aws-behaviour 1.2.12). */
function lockTrouble({ lock }: Vault, { deleteAfterDays }: RecoveryPoint['lifecycle']): string | undefined {
  const days = deleteAfterDays ?? Number.POSITIVE_INFINITY
  const { minDays = 0, maxDays = Number.POSITIVE_INFINITY } = lock ?? {}
  if (days >= minDays && days <= maxDays) return undefined
  return `Retention of ${days} days is outside ${minDays}-${maxDays}, the vault's lock`
}

/**
 * What AWS Backup does not manage fully needs a key that other services may use: `aws/backup` is not one
 * (aws-behaviour 1.2.10, pitfall 64).
 */
function keyTrouble({ options, surroundings }: State, { keyArn }: Vault, point: RecoveryPoint): string | undefined {
  if (keyFor(keyArn, point) === undefined) return undefined
  const aliases = options.aliasesOf?.(keyArn) ?? []
  if (!isFullyManaged(point.type) && (aliases.includes('alias/aws/backup') || keyArn.endsWith(':alias/aws/backup')))
    return `Copies of ${point.type} cannot be encrypted with the AWS managed key aws/backup`
  const isHere = keyArn.split(':')[3] === surroundings.region
  return isHere && options.usable?.(keyArn) !== false ? undefined : `The key ${keyArn} cannot be used`
}

/** Unencrypted Aurora clusters stay so; a copy of anything else is encrypted (developer guide, "Encryption for copies"). */
const keyFor = (vaultKeyArn: string, { type, keyArn }: RecoveryPoint): string | undefined =>
  type === 'Aurora' && keyArn === undefined ? undefined : vaultKeyArn

/**
 * All tags come along. The creation date is the source's, and retention is counted from it (developer guide, "Backup and
 * tag copy"); the metadata goes on naming the source's network and keys, in the source's region.
 */
function receive(state: State, vault: Vault, parcel: Parcel): RecoveryPoint {
  const { point: source, id, roleArn, lifecycle, sourceVaultArn, status, completedAt } = parcel
  const arn = recoveryPointArn(state.surroundings, source.type, { kind: 'copyjob', id })
  const { tags, snapshot } = source
  const keyArn = keyFor(vault.keyArn, source)
  const { content } = snapshot
  const taken = state.options.receivers?.[source.type]?.({ content, arn, keyArn, tags }) ?? { content }
  const copy: RecoveryPoint = {
    ...source,
    ...{ arn, vaultName: vault.name, keyArn, roleArn, lifecycle, sourceVaultArn, status, completedAt },
    snapshot: { ...taken, restoreMetadata: snapshot.restoreMetadata },
  }
  state.points.push(copy)
  expire(state, copy)
  return copy
}
