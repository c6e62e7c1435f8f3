// backup:DescribeBackupJob and ListBackupJobs. Neither has a resource level in IAM; the list reaches 30 days back.
import type {
  DescribeBackupJobCommandInput,
  DescribeBackupJobOutput,
  ListBackupJobsCommandInput,
  ListBackupJobsOutput,
} from '@aws-sdk/client-backup'
import { refuse } from '../not-simulated.ts'
import type { Operation } from '../service.ts'
import { anywhere, isWithin, JOBS_TOLD_FOR, pageOf } from './lists.ts'
import { type Job, missing, type State, vaultArn } from './state.ts'

/** @throws ResourceNotFoundException */
export function describeBackupJob(state: State): Operation<DescribeBackupJobCommandInput, DescribeBackupJobOutput> {
  return {
    needs: anywhere('DescribeBackupJob'),
    run: ({ BackupJobId }) => {
      const job = state.jobs.find(each => each.id === BackupJobId)
      if (!job) throw missing(`Cannot find the backup job ${BackupJobId}.`)
      return members(state, job)
    },
  }
}

/** In no order of time. */
export function listBackupJobs(state: State): Operation<ListBackupJobsCommandInput, ListBackupJobsOutput> {
  return {
    needs: anywhere('ListBackupJobs'),
    run: input => {
      refuse('backup:ListBackupJobs', input, ['ByAccountId', 'ByParentJobId', 'ByMessageCategory'])
      const since = state.surroundings.clock.now() - JOBS_TOLD_FOR
      const asked = state.jobs.filter(job => job.createdAt >= since && isAskedFor(state, job, input))
      const sorted = asked.toSorted((a, b) => (a.id < b.id ? -1 : 1))
      const { items, NextToken } = pageOf(state, input, sorted, job => job.id)
      return { BackupJobs: items.map(job => members(state, job)), ...(NextToken && { NextToken }) }
    },
  }
}

function isAskedFor(state: State, job: Job, input: ListBackupJobsCommandInput): boolean {
  const { ByState, ByResourceArn, ByBackupVaultName, ByResourceType } = input
  return (
    (ByState === undefined || job.state === ByState) &&
    (ByResourceArn === undefined || job.resourceArn === ByResourceArn) &&
    (ByBackupVaultName === undefined || job.vaultName === ByBackupVaultName) &&
    (ByResourceType === undefined || typeOf(state, job) === ByResourceType) &&
    isWithin(job.createdAt, input.ByCreatedAfter, input.ByCreatedBefore) &&
    isWithin(job.completedAt, input.ByCompleteAfter, input.ByCompleteBefore)
  )
}

function members(state: State, job: Job) {
  const { id, vaultName, resourceArn, createdAt, completedAt, message } = job
  const point = pointOf(state, job)
  return {
    AccountId: state.surroundings.accountId,
    BackupJobId: id,
    BackupVaultName: vaultName,
    BackupVaultArn: vaultArn(state, vaultName),
    ResourceArn: resourceArn,
    ResourceType: typeOf(state, job),
    State: job.state,
    PercentDone: job.state === 'COMPLETED' ? '100.0' : '0.0',
    CreationDate: new Date(createdAt),
    IsParent: false,
    ...(job.recoveryPointArn !== undefined && { RecoveryPointArn: job.recoveryPointArn }),
    ...(completedAt !== undefined && { CompletionDate: new Date(completedAt) }),
    ...(message !== undefined && { StatusMessage: message }),
    ...(point && { BackupSizeInBytes: point.sizeBytes, IamRoleArn: point.roleArn }),
  }
}

const pointOf = (state: State, { recoveryPointArn }: Job) => state.points.find(each => each.arn === recoveryPointArn)

/** Undefined once neither the resource nor the recovery point is there to tell. */
const typeOf = (state: State, job: Job) =>
  pointOf(state, job)?.type ?? state.options.resources().find(each => each.arn === job.resourceArn)?.type
