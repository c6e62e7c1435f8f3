// A recovery point as the API shows it: whole, or by resource with members of other names.
import type {
  RecoveryPointByBackupVault,
  RecoveryPointByResource,
  ScanResult,
  StorageClass,
} from '@aws-sdk/client-backup'
import { type RecoveryPoint, type State, vaultArn } from './state.ts'

const day = 86_400_000

/** `CompletionDate` is absent while CREATING. */
export function pointMembers(state: State, point: RecoveryPoint): RecoveryPointByBackupVault {
  const { deleteAfterDays, coldAfterDays } = point.lifecycle
  const after = (days: number) => new Date(point.createdAt + days * day)
  return {
    RecoveryPointArn: point.arn,
    BackupVaultName: point.vaultName,
    BackupVaultArn: vaultArn(state, point.vaultName),
    ResourceArn: point.resourceArn,
    ResourceType: point.type,
    IamRoleArn: point.roleArn,
    Status: point.status,
    CreationDate: new Date(point.createdAt),
    InitiationDate: new Date(point.createdAt),
    BackupSizeInBytes: point.sizeBytes,
    IsEncrypted: point.keyArn !== undefined,
    IsParent: false,
    VaultType: 'BACKUP_VAULT',
    ...(point.resourceName !== undefined && { ResourceName: point.resourceName }),
    ...(point.message !== undefined && { StatusMessage: point.message }),
    ...(point.completedAt !== undefined && { CompletionDate: new Date(point.completedAt) }),
    ...(point.keyArn !== undefined && { EncryptionKeyArn: point.keyArn }),
    ...(point.sourceVaultArn !== undefined && { SourceBackupVaultArn: point.sourceVaultArn }),
    ...(point.createdBy && { CreatedBy: creator(point.createdBy) }),
    ...(point.findings && { AggregatedScanResult: { FailedScan: false, Findings: [...point.findings] } }),
    Lifecycle: {
      ...(deleteAfterDays !== undefined && { DeleteAfterDays: deleteAfterDays }),
      ...(coldAfterDays !== undefined && { MoveToColdStorageAfterDays: coldAfterDays }),
    },
    CalculatedLifecycle: {
      ...(deleteAfterDays !== undefined && { DeleteAt: after(deleteAfterDays) }),
      ...(coldAfterDays !== undefined && { MoveToColdStorageAt: after(coldAfterDays) }),
    },
  }
}

function creator({ planArn, planId, ruleId }: NonNullable<RecoveryPoint['createdBy']>) {
  return { BackupPlanArn: planArn, BackupPlanId: planId, BackupRuleId: ruleId }
}

/** The vault's name is told for EFS and EC2 only, and the size is `BackupSizeBytes` (aws-behaviour 1.2.2). */
export function pointByResource(point: RecoveryPoint): RecoveryPointByResource {
  return {
    RecoveryPointArn: point.arn,
    CreationDate: new Date(point.createdAt),
    Status: point.status,
    BackupSizeBytes: point.sizeBytes,
    IsParent: false,
    VaultType: 'BACKUP_VAULT',
    ...(point.type !== 'Aurora' && { BackupVaultName: point.vaultName }),
    ...(point.keyArn !== undefined && { EncryptionKeyArn: point.keyArn }),
    ...(point.message !== undefined && { StatusMessage: point.message }),
    ...(point.resourceName !== undefined && { ResourceName: point.resourceName }),
  }
}

/** As DescribeRecoveryPoint tells of each scanner; there is one. */
export function scanResults(point: RecoveryPoint): ScanResult[] | undefined {
  if (!point.findings) return undefined
  return [{ MalwareScanner: 'GUARDDUTY', ScanJobState: 'COMPLETED', Findings: [...point.findings] }]
}

export const storageClass = (state: State, point: RecoveryPoint): StorageClass =>
  isCold(state, point) ? 'COLD' : 'WARM'

export function isCold({ surroundings }: State, { lifecycle, createdAt }: RecoveryPoint): boolean {
  const { coldAfterDays } = lifecycle
  return coldAfterDays !== undefined && surroundings.clock.now() >= createdAt + coldAfterDays * day
}
