// backup:DescribeCopyJob and ListCopyJobs. Neither has a resource level in IAM; the list reaches 30 days back.
import type {
  CopyJob as CopyJobMembers,
  DescribeCopyJobCommandInput,
  DescribeCopyJobOutput,
  ListCopyJobsCommandInput,
  ListCopyJobsOutput,
} from '@aws-sdk/client-backup'
import { refuse } from '../not-simulated.ts'
import type { Operation } from '../service.ts'
import { anywhere, isWithin, JOBS_TOLD_FOR, pageOf } from './lists.ts'
import { type CopyJob, missing, type State, vaultArn } from './state.ts'

/** @throws ResourceNotFoundException, also for jobs of another region */
export function describeCopyJob(state: State): Operation<DescribeCopyJobCommandInput, DescribeCopyJobOutput> {
  return {
    needs: anywhere('DescribeCopyJob'),
    run: ({ CopyJobId }) => {
      const job = state.copies.find(each => each.id === CopyJobId)
      if (!job) throw missing(`Cannot find copy job ${CopyJobId}`)
      return { CopyJob: members(state, job) }
    },
  }
}

/** In no order of time. */
export function listCopyJobs(state: State): Operation<ListCopyJobsCommandInput, ListCopyJobsOutput> {
  return {
    needs: anywhere('ListCopyJobs'),
    run: input => {
      refuse('backup:ListCopyJobs', input, ['ByAccountId', 'ByParentJobId', 'ByMessageCategory'])
      const since = state.surroundings.clock.now() - JOBS_TOLD_FOR
      const asked = state.copies.filter(job => job.createdAt >= since && isAskedFor(job, input))
      const sorted = asked.toSorted((a, b) => (a.id < b.id ? -1 : 1))
      const { items, NextToken } = pageOf(state, input, sorted, job => job.id)
      return { CopyJobs: items.map(job => members(state, job)), ...(NextToken && { NextToken }) }
    },
  }
}

function isAskedFor(job: CopyJob, input: ListCopyJobsCommandInput): boolean {
  const { ByResourceArn, ByState, ByResourceType, ByDestinationVaultArn, BySourceRecoveryPointArn } = input
  return (
    (ByResourceArn === undefined || job.point.resourceArn === ByResourceArn) &&
    (ByState === undefined || job.state === ByState) &&
    (ByResourceType === undefined || job.point.type === ByResourceType) &&
    (ByDestinationVaultArn === undefined || job.destinationVaultArn === ByDestinationVaultArn) &&
    (BySourceRecoveryPointArn === undefined || job.point.arn === BySourceRecoveryPointArn) &&
    isWithin(job.createdAt, input.ByCreatedAfter, input.ByCreatedBefore) &&
    isWithin(job.completedAt, input.ByCompleteAfter, input.ByCompleteBefore)
  )
}

/** The copy and its key are told only once they are there (aws-behaviour 1.2.10). */
function members(state: State, job: CopyJob): CopyJobMembers {
  const { id, point, destinationVaultArn, roleArn, createdAt, completedAt, message, made, backupJobId } = job
  return {
    AccountId: state.surroundings.accountId,
    CopyJobId: id,
    SourceBackupVaultArn: vaultArn(state, point.vaultName),
    SourceRecoveryPointArn: point.arn,
    DestinationBackupVaultArn: destinationVaultArn,
    ResourceArn: point.resourceArn,
    ResourceType: point.type,
    CreationDate: new Date(createdAt),
    State: job.state,
    BackupSizeInBytes: point.sizeBytes,
    IamRoleArn: roleArn,
    IsParent: false,
    ...(point.resourceName !== undefined && { ResourceName: point.resourceName }),
    ...(completedAt !== undefined && { CompletionDate: new Date(completedAt) }),
    ...(message !== undefined && { StatusMessage: message }),
    ...(backupJobId !== undefined && { CreatedByBackupJobId: backupJobId }),
    ...(made && { DestinationRecoveryPointArn: made.arn }),
    ...(made?.keyArn !== undefined && { DestinationEncryptionKeyArn: made.keyArn }),
    ...(point.createdBy && backupJobId !== undefined && { CreatedBy: creator(point.createdBy) }),
  }
}

const creator = ({ planArn, planId, ruleId }: NonNullable<CopyJob['point']['createdBy']>) => ({
  BackupPlanArn: planArn,
  BackupPlanId: planId,
  BackupRuleId: ruleId,
})
