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
  return {
    exists: async (BackupVaultName: string): Promise<boolean> => {
      const found = await unlessAbsent(client.send(new DescribeBackupVaultCommand({ BackupVaultName })))
      return found !== undefined
    },
    /** Null when there is no vault, no finished copy of the cluster in it, or the copy does not tell. */
    engineVersionOfNewest: async (vault: string, resourceArn: string): Promise<string | null> => {
      const newest = await unlessAbsent(newestOf(client, vault, resourceArn))
      if (!newest) return null
      const asked = { BackupVaultName: vault, RecoveryPointArn: newest.RecoveryPointArn }
      const { RestoreMetadata } = await client.send(new GetRecoveryPointRestoreMetadataCommand(asked))
      return RestoreMetadata?.EngineVersion || null
    },
  }
}

/** AWS Backup answers for a vault that does not exist as for one that may not be seen. */
async function unlessAbsent<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    if (nameOf(error) === 'ResourceNotFoundException' || isDenied(error)) return undefined
    throw error
  }
}

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
