// backup:DescribeBackupVault and ListTags.
import type {
  DescribeBackupVaultCommandInput,
  DescribeBackupVaultOutput,
  ListTagsCommandInput,
  ListTagsOutput,
} from '@aws-sdk/client-backup'
import { refuse } from '../not-simulated.ts'
import type { Operation } from '../service.ts'
import { pageOf } from './lists.ts'
import { findVault, invalid, missing, type State, vaultArn } from './state.ts'

/** `Locked` is true during the grace period of a compliance lock as well (aws-behaviour 1.2.12). */
export function describeBackupVault(
  state: State,
): Operation<DescribeBackupVaultCommandInput, DescribeBackupVaultOutput> {
  return {
    needs: input => [{ action: 'backup:DescribeBackupVault', resource: vaultArn(state, input.BackupVaultName) }],
    run: input => {
      refuse('backup:DescribeBackupVault', input, ['BackupVaultAccountId'])
      const { name, arn, keyArn, createdAt, lock } = findVault(state, input.BackupVaultName)
      return {
        BackupVaultName: name,
        BackupVaultArn: arn,
        VaultType: 'BACKUP_VAULT',
        VaultState: 'AVAILABLE',
        EncryptionKeyArn: keyArn,
        CreationDate: new Date(createdAt),
        NumberOfRecoveryPoints: state.points.filter(point => point.vaultName === name).length,
        Locked: lock !== undefined,
        ...(lock?.minDays !== undefined && { MinRetentionDays: lock.minDays }),
        ...(lock?.maxDays !== undefined && { MaxRetentionDays: lock.maxDays }),
        ...(lock?.lockedFrom !== undefined && { LockDate: new Date(lock.lockedFrom) }),
      }
    },
  }
}

/** Only for ARNs of AWS Backup's own: tags of Aurora and EBS recovery points are RDS's and EC2's to tell. */
export function listTags(state: State): Operation<ListTagsCommandInput, ListTagsOutput> {
  return {
    needs: input => [{ action: 'backup:ListTags', resource: input.ResourceArn ?? '*' }],
    run: input => {
      const arn = input.ResourceArn ?? ''
      if (!arn.startsWith('arn:aws:backup:')) throw invalid(`${arn} is not managed by AWS Backup.`)
      const owner = [...state.vaults, ...state.plans, ...state.points].find(each => each.arn === arn)
      if (!owner) throw missing(`Cannot find ${arn}`)
      const { items, NextToken } = pageOf(state, input, Object.entries(owner.tags), ([key]) => key)
      return { Tags: Object.fromEntries(items), ...(NextToken && { NextToken }) }
    },
  }
}
