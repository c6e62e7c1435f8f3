// What AWS Backup keeps in one region: vaults, plans, selections, jobs, recovery points.
import type { BackupRule, BackupSelection } from '@aws-sdk/client-backup'
import type { Restored, RestoreRequest } from '../efs/restore.ts'
import type { Statement } from '../iam/iam.ts'
import { AwsError, type Surroundings } from '../service.ts'
import type { Copying, Receivers } from './copy-target.ts'
import type { BackupEvent } from './job-events.ts'

export type ResourceType = 'Aurora' | 'EFS' | 'EBS'

/** What a restore starts from. */
export interface Snapshot {
  /** The resource's content at that moment, for the service that will restore it. */
  readonly content: unknown
  /** What GetRecoveryPointRestoreMetadata tells: the source's settings, in the source's region (aws-behaviour 1.2.9). */
  readonly restoreMetadata: Readonly<Record<string, string>>
  /** Called when the recovery point is deleted, e.g. at the end of its lifecycle. */
  readonly discard?: () => void
}

/** A resource that can be backed up, as it is now. */
export interface Resource {
  readonly arn: string
  readonly type: ResourceType
  readonly name?: string
  readonly tags: Readonly<Record<string, string>>
  readonly sizeBytes: number
  readonly encryptionKeyArn?: string
  snapshot(recoveryPointArn: string): Snapshot
}

export interface Vault {
  readonly name: string
  readonly arn: string
  readonly keyArn: string
  readonly tags: Readonly<Record<string, string>>
  /** The vault's access policy. */
  readonly policy: readonly Statement[] | undefined
  readonly lock: { readonly minDays?: number; readonly maxDays?: number; readonly lockedFrom?: number } | undefined
  readonly createdAt: number
}

export interface Plan {
  readonly id: string
  readonly arn: string
  readonly versionId: string
  readonly name: string
  readonly rules: readonly BackupRule[]
  readonly tags: Readonly<Record<string, string>>
  readonly createdAt: number
  lastRunAt?: number
}

export interface Selection {
  readonly id: string
  readonly planId: string
  readonly selection: BackupSelection
  readonly creatorRequestId: string | undefined
  readonly createdAt: number
}

export interface RecoveryPoint {
  readonly arn: string
  readonly vaultName: string
  readonly resourceArn: string
  readonly resourceName: string | undefined
  readonly type: ResourceType
  /** Resource id of the source of a continuous point, which can be restored to any second of its window. */
  readonly continuousOf: string | undefined
  status: 'CREATING' | 'AVAILABLE' | 'COMPLETED' | 'PARTIAL' | 'EXPIRED' | 'DELETING' | 'STOPPED'
  message?: string
  readonly createdAt: number
  completedAt?: number | undefined
  readonly sizeBytes: number
  readonly keyArn: string | undefined
  readonly roleArn: string
  readonly tags: Readonly<Record<string, string>>
  lifecycle: { readonly deleteAfterDays?: number; readonly coldAfterDays?: number }
  /** What the last malware scan found; undefined when it was never scanned. */
  findings?: readonly 'MALWARE'[]
  readonly createdBy: { readonly planArn: string; readonly planId: string; readonly ruleId: string } | undefined
  /** The vault it was copied from. */
  readonly sourceVaultArn: string | undefined
  readonly snapshot: Snapshot
}

export interface Job {
  readonly id: string
  readonly vaultName: string
  readonly resourceArn: string
  readonly planId: string
  readonly ruleName: string
  state: 'PENDING' | 'RUNNING' | 'COMPLETED' | 'FAILED' | 'EXPIRED'
  message?: string
  readonly createdAt: number
  completedAt?: number
  recoveryPointArn?: string
}

/** A job that makes a new resource from a recovery point; there is no operation that cancels one. */
export interface RestoreJob {
  readonly id: string
  readonly token: string | undefined
  readonly point: RecoveryPoint
  readonly roleArn: string
  readonly metadata: Readonly<Record<string, string>>
  status: 'PENDING' | 'RUNNING' | 'COMPLETED' | 'FAILED' | 'ABORTED'
  message?: string
  readonly createdAt: number
  completedAt?: number
  /** Told only once the job is COMPLETED (aws-behaviour 6.2, invariant 3). */
  createdArn?: string
}

/** A job that copies a recovery point into another vault; it lives in the region that is copied from. */
export interface CopyJob {
  readonly id: string
  readonly token: string | undefined
  readonly point: RecoveryPoint
  readonly destinationVaultArn: string
  readonly roleArn: string
  readonly lifecycle: RecoveryPoint['lifecycle']
  /** The backup job whose rule asked for the copy; undefined for one that a person started. */
  readonly backupJobId: string | undefined
  state: 'CREATED' | 'RUNNING' | 'COMPLETED' | 'FAILED' | 'PARTIAL'
  message?: string
  readonly createdAt: number
  completedAt?: number
  /** The copy; there is none until the job is over (aws-behaviour 1.2.10). */
  made?: RecoveryPoint
}

/** Calls an operation of another service in the name of a role: throws AccessDenied for what the role may not do. */
export type InNameOf = (roleArn: string, operation: string, input: object) => unknown

/** Amazon EFS, as AWS Backup works with it: its API in a role's name, and a way in that only AWS Backup has. */
export interface FilesService {
  readonly call: InNameOf
  /** @throws AccessDenied when role or file-system policy forbid to restore into it (`elasticfilesystem:Restore`) */
  readonly assertMayRestore: (roleArn: string, fileSystemArn: string) => void
  readonly restoreInto: (request: RestoreRequest) => Restored
}

export interface Options {
  /** Everything that could be backed up now, with its tags of now. */
  readonly resources: () => readonly Resource[]
  /** Is this customer-managed key able to encrypt and decrypt? Always, when absent. */
  readonly usable?: (keyArn: string) => boolean
  /** Does the role's trust policy admit `backup.amazonaws.com`? Always, when absent. */
  readonly assumable?: (roleArn: string) => boolean
  /** Amazon RDS of the region, called with the rights of a job's role; without it restores of Aurora are refused. */
  readonly rds?: InNameOf
  /** Amazon EFS of the region; without it restores of file systems are refused. */
  readonly efs?: FilesService
  /** Amazon EC2 of the region, called with the rights of a job's role; without it restores of volumes are refused. */
  readonly ec2?: InNameOf
  /** The other regions; without it copies are refused. */
  readonly copying?: Copying
  /** Services of this region that take over what is copied into its vaults; without one, copies of its type are refused. */
  readonly receivers?: Receivers
  /** Aliases of a key of this region: `alias/aws/backup` is the one that Aurora and EBS cannot be copied with. */
  readonly aliasesOf?: (keyArn: string) => readonly string[]
  /** Open question Q1 (aws-behaviour 6.3): are restore metadata keys in camel case taken for Aurora? Default false. */
  readonly camelCaseMetadata?: boolean
  /** Most items on a page of any list; 1000 when absent. */
  readonly pageSize?: number
}

export interface State {
  /** Who is told what AWS Backup tells EventBridge. */
  readonly listeners: Set<(event: BackupEvent) => void>
  readonly surroundings: Surroundings
  readonly options: Options
  readonly vaults: Vault[]
  readonly plans: Plan[]
  selections: Selection[]
  readonly jobs: Job[]
  readonly restores: RestoreJob[]
  readonly copies: CopyJob[]
  points: RecoveryPoint[]
  /** Things made so far, from which ids are drawn. */
  made: number
}

export function vaultArn(state: State, name: string | undefined): string {
  return `arn:aws:backup:${state.surroundings.region}:${state.surroundings.accountId}:backup-vault:${name}`
}

export function planArn(state: State, id: string | undefined): string {
  return `arn:aws:backup:${state.surroundings.region}:${state.surroundings.accountId}:backup-plan:${id}`
}

/**
 * @throws InvalidParameterValueException for a name that no vault can have; AccessDeniedException (403) for a vault that
 * does not exist: AWS Backup does not say so, it claims insufficient privileges
 */
export function findVault(state: State, name: string | undefined): Vault {
  if (!/^[a-zA-Z0-9\-_]{2,50}$/.test(name ?? '')) throw invalid('The backup vault name is not valid.')
  const vault = state.vaults.find(each => each.name === name)
  if (vault) return vault
  throw new AwsError('AccessDeniedException', 'Insufficient privileges to perform this action.', { status: 403 })
}

/** @throws ResourceNotFoundException */
export function findPlan(state: State, id: string | undefined): Plan {
  const plan = state.plans.find(each => each.id === id)
  if (!plan) throw missing(`Cannot find backup plan with ID ${id}`)
  return plan
}

/** @throws ResourceNotFoundException */
export function findPoint(state: State, vaultName: string | undefined, arn: string | undefined): RecoveryPoint {
  const vault = findVault(state, vaultName)
  const point = state.points.find(each => each.arn === arn && each.vaultName === vault.name)
  if (!point) throw missing(`Cannot find recovery point ${arn}`)
  return point
}

export function missing(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message)
}

export function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message)
}
