// AWS Backup: recovery points of a vault, and the jobs that restore from them.
import {
  BackupClient,
  DescribeRecoveryPointCommand,
  DescribeRestoreJobCommand,
  GetRecoveryPointRestoreMetadataCommand,
  GetRestoreJobMetadataCommand,
  ListRecoveryPointsByBackupVaultCommand,
  ListRestoreJobsCommand,
  type RecoveryPointByBackupVault,
  type RestoreJobsListMember,
  StartRestoreJobCommand,
} from '@aws-sdk/client-backup'
import { type Instant, toInstant, toMillis } from '../../domain/instant.ts'
import type { Metadata } from '../../domain/restore-metadata.ts'
import type { RestorePoint } from '../../domain/restore-point.ts'
import type { Environment } from '../environment.ts'
import type { Caller } from '../implement.ts'
import { clientFor } from './clients.ts'

export interface FoundJob {
  readonly id: string
  /** PENDING, RUNNING, COMPLETED, FAILED or ABORTED. */
  readonly status: string
  /** The only place where an asynchronous failure says why. */
  readonly message: string
  readonly percent: string
  /** Known once the job is COMPLETED (aws-behaviour C18). */
  readonly createdArn: string | null
}

/** Whoever looks for a job of theirs. */
interface Making {
  readonly clusterId: string
  readonly since: Instant
}

interface Restore {
  readonly arn: string
  readonly metadata: Metadata
  readonly roleArn: string
}

export interface OfVolume {
  /** ARN of the volume, in the region where it was backed up. */
  readonly of: string
  readonly point: RestorePoint
}

export type BackupRestore = ReturnType<typeof backupRestore>

export function backupRestore(environment: Environment, caller: Caller) {
  const client = clientFor(BackupClient, environment, caller)
  return { ...ofPoints(client), ...ofJobs(client) }
}

function ofPoints(client: BackupClient) {
  return {
    /** Every recovery point of the resource in the vault. By its ARN: the type of Aurora is not RDS (C1). */
    pointsOf: async (vault: string, resourceArn: string): Promise<readonly RestorePoint[]> => {
      const found: RestorePoint[] = []
      let NextToken: string | undefined
      do {
        const asked = { BackupVaultName: vault, ByResourceArn: resourceArn, NextToken }
        const page = await client.send(new ListRecoveryPointsByBackupVaultCommand(asked))
        found.push(...(page.RecoveryPoints ?? []).map(pointOf))
        NextToken = page.NextToken
      } while (NextToken)
      return found
    },
    /** Every recovery point of a volume in the vault, with the ARN of that volume: a copy keeps it. */
    pointsOfVolumes: async (vault: string): Promise<readonly OfVolume[]> => {
      const found: OfVolume[] = []
      let NextToken: string | undefined
      do {
        const asked = { BackupVaultName: vault, ByResourceType: 'EBS', NextToken }
        const page = await client.send(new ListRecoveryPointsByBackupVaultCommand(asked))
        found.push(...(page.RecoveryPoints ?? []).map(each => ({ of: each.ResourceArn ?? '', point: pointOf(each) })))
        NextToken = page.NextToken
      } while (NextToken)
      return found
    },
    /** What only a look at the single point tells: its storage class, and what each scanner found. */
    lookCloser: async (vault: string, point: RestorePoint): Promise<RestorePoint> => {
      const asked = { BackupVaultName: vault, RecoveryPointArn: point.arn }
      const { StorageClass, ScanResults, ...rest } = await client.send(new DescribeRecoveryPointCommand(asked))
      const infected = ScanResults?.some(({ Findings }) => (Findings ?? []).length > 0) ?? false
      return { ...pointOf(rest), storageClass: StorageClass ?? 'WARM', infected: point.infected || infected }
    },
    /** What the source was like when it was backed up; values may be empty, and keys may only inform. */
    metadataOf: async (vault: string, arn: string): Promise<Readonly<Record<string, string>>> => {
      const asked = { BackupVaultName: vault, RecoveryPointArn: arn }
      const { RestoreMetadata } = await client.send(new GetRecoveryPointRestoreMetadataCommand(asked))
      return RestoreMetadata ?? {}
    },
  }
}

function ofJobs(client: BackupClient) {
  return {
    /** The token is derived from run and step: within an hour the same job is meant (invariant 8). */
    startRestore: async ({ arn, metadata, roleArn }: Restore): Promise<string> => {
      const asked = { RecoveryPointArn: arn, Metadata: metadata, IamRoleArn: roleArn, ResourceType: 'Aurora' }
      const { RestoreJobId } = await client.send(new StartRestoreJobCommand(asked))
      return RestoreJobId ?? ''
    },
    restoreJob: async (id: string): Promise<FoundJob> =>
      jobOf(await client.send(new DescribeRestoreJobCommand({ RestoreJobId: id }))),
    /** Jobs begun since that make, or were to make, a cluster of this name. The newest first. */
    jobsMaking: async ({ clusterId, since }: Making): Promise<readonly FoundJob[]> => {
      const jobs = await auroraJobs(client, since)
      const ours: RestoreJobsListMember[] = []
      for (const job of jobs) {
        const { Metadata } = await client.send(new GetRestoreJobMetadataCommand({ RestoreJobId: job.RestoreJobId }))
        if (Metadata?.DBClusterIdentifier === clusterId) ours.push(job)
      }
      return ours.toSorted((a, b) => (b.CreationDate?.getTime() ?? 0) - (a.CreationDate?.getTime() ?? 0)).map(jobOf)
    },
  }
}

async function auroraJobs(client: BackupClient, since: Instant): Promise<readonly RestoreJobsListMember[]> {
  const found: RestoreJobsListMember[] = []
  // A minute for clocks that differ: names tell whose a job is.
  const ByCreatedAfter = new Date(toMillis(since) - 60_000)
  let NextToken: string | undefined
  do {
    const page = await client.send(new ListRestoreJobsCommand({ ByResourceType: 'Aurora', ByCreatedAfter, NextToken }))
    found.push(...(page.RestoreJobs ?? []))
    NextToken = page.NextToken
  } while (NextToken)
  return found
}

function jobOf(job: RestoreJobsListMember): FoundJob {
  return {
    id: job.RestoreJobId ?? '',
    status: job.Status ?? '',
    message: job.StatusMessage ?? '',
    percent: job.PercentDone ?? '',
    createdArn: job.Status === 'COMPLETED' ? (job.CreatedResourceArn ?? null) : null,
  }
}

const instantOf = (date: Date | undefined): Instant | null => (date ? toInstant(date.getTime()) : null)

function pointOf(point: RecoveryPointByBackupVault): RestorePoint {
  const arn = point.RecoveryPointArn ?? ''
  return {
    arn,
    kind: arn.includes(':recovery-point:continuous:') ? 'continuous' : 'snapshot',
    status: point.Status ?? '',
    statusMessage: point.StatusMessage ?? null,
    createdAt: instantOf(point.CreationDate) ?? '',
    completedAt: instantOf(point.CompletionDate),
    expiresAt: instantOf(point.CalculatedLifecycle?.DeleteAt),
    storageClass: null,
    infected: (point.AggregatedScanResult?.Findings ?? []).length > 0,
    engineVersion: null,
    ...(point.BackupSizeInBytes !== undefined && { sizeBytes: point.BackupSizeInBytes }),
  }
}
