// AWS Backup, for file systems: their recovery points, and the jobs that restore from them.
import {
  BackupClient,
  DescribeBackupVaultCommand,
  DescribeRestoreJobCommand,
  GetRestoreJobMetadataCommand,
  ListRestoreJobsCommand,
  ListTagsCommand,
  type RestoreJobsListMember,
  StartRestoreJobCommand,
} from '@aws-sdk/client-backup'
import type { Tag } from '../../domain/cluster-description.ts'
import { type Instant, toInstant, toMillis } from '../../domain/instant.ts'
import type { Metadata } from '../../domain/restore-metadata.ts'
import type { Environment } from '../environment.ts'
import type { Caller } from '../implement.ts'
import { backupRestore } from './backup-restore.ts'
import { clientFor } from './clients.ts'

export interface FilesJob {
  readonly id: string
  /** PENDING, RUNNING, COMPLETED, FAILED or ABORTED. */
  readonly status: string
  readonly message: string
  readonly percent: string
  readonly createdAt: Instant
  /** Null until it has ended. */
  readonly endedAt: Instant | null
  /** Null until it is COMPLETED (aws-behaviour C18). */
  readonly createdArn: string | null
  readonly pointArn: string
}

interface Restore {
  readonly arn: string
  readonly metadata: Metadata
  readonly roleArn: string
}

export type FileRestores = ReturnType<typeof fileRestores>

export function fileRestores(environment: Environment, caller: Caller) {
  const client = clientFor(BackupClient, environment, caller)
  const { pointsOf, lookCloser, metadataOf } = backupRestore(environment, caller)
  return {
    pointsOf,
    lookCloser,
    metadataOf,
    ...ofJobs(client),
    vaultExists: (name: string) => vaultExists(client, name),
    tagsOf: (pointArn: string) => tagsOf(client, pointArn),
  }
}

function ofJobs(client: BackupClient) {
  return {
    /** The token is derived from run and step: within an hour the same job is meant (invariant 8). */
    startRestore: async ({ arn, metadata, roleArn }: Restore): Promise<string> => {
      const asked = { RecoveryPointArn: arn, Metadata: metadata, IamRoleArn: roleArn, ResourceType: 'EFS' }
      const { RestoreJobId } = await client.send(new StartRestoreJobCommand(asked))
      return RestoreJobId ?? ''
    },
    restoreJob: async (id: string): Promise<FilesJob> =>
      jobOf(await client.send(new DescribeRestoreJobCommand({ RestoreJobId: id }))),
    /** Jobs begun since that were given this creation token; the newest first. */
    jobsWith: async (token: string, since: Instant): Promise<readonly FilesJob[]> => {
      const ours: RestoreJobsListMember[] = []
      for (const job of await jobsSince(client, since)) {
        const { Metadata } = await client.send(new GetRestoreJobMetadataCommand({ RestoreJobId: job.RestoreJobId }))
        if (Metadata?.CreationToken === token) ours.push(job)
      }
      return ours.toSorted((a, b) => (b.CreationDate?.getTime() ?? 0) - (a.CreationDate?.getTime() ?? 0)).map(jobOf)
    },
  }
}

async function jobsSince(client: BackupClient, since: Instant): Promise<readonly RestoreJobsListMember[]> {
  const found: RestoreJobsListMember[] = []
  // A minute for clocks that differ: tokens tell whose a job is.
  const ByCreatedAfter = new Date(toMillis(since) - 60_000)
  let NextToken: string | undefined
  do {
    const page = await client.send(new ListRestoreJobsCommand({ ByResourceType: 'EFS', ByCreatedAfter, NextToken }))
    found.push(...(page.RestoreJobs ?? []))
    NextToken = page.NextToken
  } while (NextToken)
  return found
}

/** AWS answers AccessDenied for a vault that does not exist; that passes through. */
async function vaultExists(client: BackupClient, name: string): Promise<boolean> {
  const { BackupVaultArn } = await client.send(new DescribeBackupVaultCommand({ BackupVaultName: name }))
  return BackupVaultArn !== undefined
}

/** Of a recovery point that AWS Backup manages fully, as those of EFS are; others' are told by their own service. */
async function tagsOf(client: BackupClient, ResourceArn: string): Promise<readonly Tag[]> {
  const found: Tag[] = []
  let NextToken: string | undefined
  do {
    const page = await client.send(new ListTagsCommand({ ResourceArn, NextToken }))
    found.push(...Object.entries(page.Tags ?? {}).map(([key, value]) => ({ key, value })))
    NextToken = page.NextToken
  } while (NextToken)
  return found.toSorted((a, b) => (a.key < b.key ? -1 : 1))
}

function jobOf(job: RestoreJobsListMember): FilesJob {
  const instantOf = (date: Date | undefined) => (date ? toInstant(date.getTime()) : null)
  return {
    id: job.RestoreJobId ?? '',
    status: job.Status ?? '',
    message: job.StatusMessage ?? '',
    percent: job.PercentDone ?? '',
    createdAt: instantOf(job.CreationDate) ?? '',
    endedAt: instantOf(job.CompletionDate),
    createdArn: job.Status === 'COMPLETED' ? (job.CreatedResourceArn ?? null) : null,
    pointArn: job.RecoveryPointArn ?? '',
  }
}

export const isUnderWay = ({ status }: Pick<FilesJob, 'status'>): boolean =>
  status === 'PENDING' || status === 'RUNNING'
