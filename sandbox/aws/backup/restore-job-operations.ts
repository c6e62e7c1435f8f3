// backup:DescribeRestoreJob, GetRestoreJobMetadata and ListRestoreJobs. None of them has a resource level in IAM.
import type {
  DescribeRestoreJobCommandInput,
  DescribeRestoreJobOutput,
  GetRestoreJobMetadataCommandInput,
  GetRestoreJobMetadataOutput,
  ListRestoreJobsCommandInput,
  ListRestoreJobsOutput,
} from '@aws-sdk/client-backup'
import { refuse } from '../not-simulated.ts'
import type { Operation } from '../service.ts'
import { pageOf } from './lists.ts'
import { missing, type RestoreJob, type State, vaultArn } from './state.ts'

const anywhere = (action: string) => () => [{ action: `backup:${action}`, resource: '*' }]

export function describeRestoreJob(state: State): Operation<DescribeRestoreJobCommandInput, DescribeRestoreJobOutput> {
  return {
    needs: anywhere('DescribeRestoreJob'),
    run: input => members(state, find(state, input.RestoreJobId)),
  }
}

export function getRestoreJobMetadata(
  state: State,
): Operation<GetRestoreJobMetadataCommandInput, GetRestoreJobMetadataOutput> {
  return {
    needs: anywhere('GetRestoreJobMetadata'),
    run: input => {
      const { id, metadata } = find(state, input.RestoreJobId)
      return { RestoreJobId: id, Metadata: { ...metadata } }
    },
  }
}

/** In no order of time. */
export function listRestoreJobs(state: State): Operation<ListRestoreJobsCommandInput, ListRestoreJobsOutput> {
  return {
    needs: anywhere('ListRestoreJobs'),
    run: input => {
      refuse('backup:ListRestoreJobs', input, ['ByAccountId', 'ByRestoreTestingPlanArn', 'ByParentJobId'])
      const asked = state.restores.filter(job => isAskedFor(job, input)).toSorted((a, b) => (a.id < b.id ? -1 : 1))
      const { items, NextToken } = pageOf(state, input, asked, job => job.id)
      return { RestoreJobs: items.map(job => members(state, job)), ...(NextToken && { NextToken }) }
    },
  }
}

function isAskedFor(job: RestoreJob, input: ListRestoreJobsCommandInput): boolean {
  const { ByStatus, ByResourceType, ByCreatedAfter, ByCreatedBefore, ByCompleteAfter, ByCompleteBefore } = input
  const completedAt = job.completedAt
  return (
    (ByStatus === undefined || job.status === ByStatus) &&
    (ByResourceType === undefined || job.point.type === ByResourceType) &&
    (ByCreatedAfter === undefined || job.createdAt > ByCreatedAfter.getTime()) &&
    (ByCreatedBefore === undefined || job.createdAt < ByCreatedBefore.getTime()) &&
    (ByCompleteAfter === undefined || (completedAt ?? 0) > ByCompleteAfter.getTime()) &&
    (ByCompleteBefore === undefined || (completedAt ?? Number.POSITIVE_INFINITY) < ByCompleteBefore.getTime())
  )
}

/** The percentage is text, and coarse: 0 until it is done (aws-behaviour 1.1 and 1.2.4). */
const percent = { PENDING: '0.00%', RUNNING: '0.00%', COMPLETED: '100.00%', FAILED: '0.00%', ABORTED: '0.00%' } as const

function members(state: State, job: RestoreJob) {
  const { id, point, roleArn, status, message, createdAt, completedAt, createdArn } = job
  return {
    AccountId: state.surroundings.accountId,
    RestoreJobId: id,
    RecoveryPointArn: point.arn,
    SourceResourceArn: point.resourceArn,
    BackupVaultArn: vaultArn(state, point.vaultName),
    CreationDate: new Date(createdAt),
    Status: status,
    PercentDone: percent[status],
    BackupSizeInBytes: point.sizeBytes,
    IamRoleArn: roleArn,
    ResourceType: point.type,
    RecoveryPointCreationDate: new Date(point.createdAt),
    IsParent: false,
    ...(completedAt !== undefined && { CompletionDate: new Date(completedAt) }),
    ...(message !== undefined && { StatusMessage: message }),
    // The target may be there long before; it is told at the end (invariant 3).
    ...(status === 'COMPLETED' && { CreatedResourceArn: createdArn }),
  }
}

/** @throws ResourceNotFoundException */
function find(state: State, id: string | undefined): RestoreJob {
  const job = state.restores.find(each => each.id === id)
  if (!job) throw missing(`Cannot find restore job ${id}`)
  return job
}
