// The operations of AWS Backup that are simulated. StartBackupJob, restore testing and the rest refuse.
import type { Service } from '../service.ts'
import { describeBackupJob, listBackupJobs } from './backup-job-operations.ts'
import { describeCopyJob, listCopyJobs } from './copy-job-operations.ts'
import { startCopyJob } from './copy-start.ts'
import { getBackupPlan, listBackupPlans, listProtectedResources } from './plan-operations.ts'
import {
  describeRecoveryPoint,
  getRecoveryPointRestoreMetadata,
  listRecoveryPointsByBackupVault,
  listRecoveryPointsByResource,
} from './recovery-point-operations.ts'
import { describeRestoreJob, getRestoreJobMetadata, listRestoreJobs } from './restore-job-operations.ts'
import {
  createBackupSelection,
  deleteBackupSelection,
  getBackupSelection,
  listBackupSelections,
} from './selection-operations.ts'
import { startRestoreJob } from './start-restore-job.ts'
import type { State } from './state.ts'
import { describeBackupVault, listTags } from './vault-operations.ts'

export function operationsOf(state: State): Service['operations'] {
  return {
    DescribeBackupVault: describeBackupVault(state),
    ListTags: listTags(state),
    ListBackupPlans: listBackupPlans(state),
    GetBackupPlan: getBackupPlan(state),
    ListProtectedResources: listProtectedResources(state),
    CreateBackupSelection: createBackupSelection(state),
    GetBackupSelection: getBackupSelection(state),
    DeleteBackupSelection: deleteBackupSelection(state),
    ListBackupSelections: listBackupSelections(state),
    DescribeRecoveryPoint: describeRecoveryPoint(state),
    GetRecoveryPointRestoreMetadata: getRecoveryPointRestoreMetadata(state),
    ListRecoveryPointsByBackupVault: listRecoveryPointsByBackupVault(state),
    ListRecoveryPointsByResource: listRecoveryPointsByResource(state),
    DescribeBackupJob: describeBackupJob(state),
    ListBackupJobs: listBackupJobs(state),
    StartCopyJob: startCopyJob(state),
    DescribeCopyJob: describeCopyJob(state),
    ListCopyJobs: listCopyJobs(state),
    StartRestoreJob: startRestoreJob(state),
    DescribeRestoreJob: describeRestoreJob(state),
    GetRestoreJobMetadata: getRestoreJobMetadata(state),
    ListRestoreJobs: listRestoreJobs(state),
  }
}
