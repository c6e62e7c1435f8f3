// AWS Backup: whether a vault is there, and what the newest copy in it was made of.
import {
  BackupClient,
  DescribeBackupVaultCommand,
  GetRecoveryPointRestoreMetadataCommand,
  ListRecoveryPointsByBackupVaultCommand,
  type RecoveryPointByBackupVault,
} from '@aws-sdk/client-backup'
import type { Environment } from '../../environment.ts'
import { clientFor } from '../clients.ts'
import { isDenied, nameOf } from '../errors.ts'

export function vaults(environment: Environment) {
  const client = clientFor(BackupClient, environment)
  /** AWS Backup answers for a vault that does not exist as for one that may not be seen. */
  const exists = async (BackupVaultName: string): Promise<boolean> => {
    try {
      await client.send(new DescribeBackupVaultCommand({ BackupVaultName }))
      return true
    } catch (error) {
      if (isAbsent(error) || isDenied(error)) return false
      throw error
    }
  }
  return {
    exists,
    /** Null when there is no vault, no finished copy of the cluster in it, or the copy does not tell. */
    engineVersionOfNewest: async (vault: string, resourceArn: string): Promise<string | null> => {
      const newest = await newestOf(client, vault, resourceArn).catch(async error => {
        if (isAbsent(error) || (isDenied(error) && !(await exists(vault)))) return undefined
        throw error
      })
      if (!newest) return null
      const asked = { BackupVaultName: vault, RecoveryPointArn: newest.RecoveryPointArn }
      const { RestoreMetadata } = await client.send(new GetRecoveryPointRestoreMetadataCommand(asked))
      return RestoreMetadata?.EngineVersion || null
    },
  }
}

const isAbsent = (error: unknown): boolean => nameOf(error) === 'ResourceNotFoundException'

async function newestOf(client: BackupClient, vault: string, resourceArn: string) {
  let newest: RecoveryPointByBackupVault | undefined
  let NextToken: string | undefined
  do {
    const asked = { BackupVaultName: vault, ByResourceArn: resourceArn, NextToken }
    const page = await client.send(new ListRecoveryPointsByBackupVaultCommand(asked))
    for (const point of page.RecoveryPoints ?? [])
      if (point.Status === 'COMPLETED' && timeOf(point) > timeOf(newest)) newest = point
    NextToken = page.NextToken
  } while (NextToken)
  return newest
}

const timeOf = (point: RecoveryPointByBackupVault | undefined): number => point?.CreationDate?.getTime() ?? 0
