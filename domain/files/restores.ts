// Restore jobs of AWS Backup for file systems: how a run knows its own, and what they are told.
import { type Metadata, restoreMetadata } from '../restore-metadata.ts'
import { nameSuffix, type RunRef } from '../run.ts'

/**
 * Goes with every restore job of the run and becomes the creation token of the file system it makes: neither has a name,
 * and a file system gets its tags only afterwards.
 */
export const restoreToken = (run: Pick<RunRef, 'id' | 'mode'>): string => `muster${nameSuffix(run)}`

interface Into {
  /** An existing file system; null makes a new one. */
  readonly fileSystemId: string | null
  readonly token: string
  /** Null restores everything. */
  readonly items: readonly string[] | null
  readonly kmsKeyId: string | null
  readonly performanceMode: string
  readonly encrypted: boolean
}

/**
 * @param given what GetRecoveryPointRestoreMetadata told: settings of the time of the backup
 * @returns keys as AWS Backup spells them, all values text (aws-behaviour 1.2.7)
 */
export function filesMetadata(given: Metadata, into: Into, region: string): Metadata {
  const { fileSystemId, token, items, kmsKeyId, performanceMode, encrypted } = into
  const ours = {
    newFileSystem: String(fileSystemId === null),
    ...(fileSystemId !== null && { 'file-system-id': fileSystemId }),
    CreationToken: token,
    Encrypted: String(encrypted),
    KmsKeyId: encrypted ? kmsKeyId : null,
    PerformanceMode: performanceMode,
    ItemsToRestore: items === null ? null : JSON.stringify(items),
    itemsToRestore: null,
  }
  return restoreMetadata(given, ours, region)
}
