// Restore metadata of EFS as AWS Backup reads it: into an existing file system or a new one, everything or some paths.
import { encoded } from '../../world/files/index.ts'
import { badMetadata as bad, type Metadata } from './restorer.ts'

/** What EFS is asked to make when the restore is not into an existing file system. */
export interface NewFileSystem {
  readonly CreationToken: string
  readonly Encrypted: boolean
  readonly KmsKeyId?: string
  readonly PerformanceMode: 'generalPurpose' | 'maxIO'
}

export interface EfsRestore {
  /** Id of the file system that takes the directory, or what is to be made. */
  readonly into: string | NewFileSystem
  /** Paths from the root, as bytes; everything when absent. */
  readonly items: readonly string[] | undefined
}

/** Spellings are AWS's own and exact, but for the items, which are seen in both (aws-behaviour 1.2.7). */
const keys = [
  ...['newFileSystem', 'file-system-id', 'CreationToken', 'Encrypted', 'KmsKeyId', 'PerformanceMode'],
  ...['ItemsToRestore', 'itemsToRestore', 'aws:backup:request-id'],
]
/** Of One Zone file systems. */
const unsupported = ['singleAzFilesystem', 'availabilityZoneName']
/** All of the metadata together (StartRestoreJob, API reference). */
const mostBytes = 200 * 1024

/** @throws InvalidParameterValueException for unknown, missing, empty or malformed values */
export function efsRestore(metadata: Metadata): EfsRestore {
  checkKeys(metadata)
  const items = itemsOf(metadata)
  if (!flag(metadata, 'newFileSystem')) return { into: fileSystemId(metadata), items }
  return { into: newFileSystem(metadata), items }
}

function checkKeys(metadata: Metadata): void {
  const size = Object.entries(metadata).reduce((sum, [key, value]) => sum + Buffer.byteLength(key + value), 0)
  if (size > mostBytes) throw bad(`it has ${size} bytes, and may have ${mostBytes}`)
  for (const [key, value] of Object.entries(metadata)) {
    if (unsupported.includes(key)) throw bad(`${key} belongs to One Zone file systems, and this one is Regional`)
    if (!keys.includes(key)) throw bad(`${key} is not a key of this recovery point's restore metadata`)
    if (value === '' || value === 'null') throw bad(`${key} has no value`)
  }
}

function itemsOf(metadata: Metadata): readonly string[] | undefined {
  const text = metadata.ItemsToRestore ?? metadata.itemsToRestore
  if (text === undefined) return undefined
  const items = parsedJson(text)
  const fine = (item: unknown): item is string => typeof item === 'string' && item.startsWith('/') && item.length > 1
  if (!Array.isArray(items) || items.length === 0 || !items.every(fine))
    throw bad('ItemsToRestore must be the JSON text of an array of paths from the root of the file system')
  return items.map(encoded)
}

function fileSystemId(metadata: Metadata): string {
  const id = metadata['file-system-id']
  if (!/^fs-[0-9a-f]{8,40}$/.test(id ?? '')) throw bad('file-system-id must name the file system to restore into')
  return id ?? ''
}

/** Its id is ignored (C15). Without a creation token the job is rejected in practice (C16; open question Q7). */
function newFileSystem(metadata: Metadata): NewFileSystem {
  const { CreationToken, KmsKeyId, PerformanceMode } = metadata
  if (CreationToken === undefined || CreationToken.length > 64)
    throw bad('CreationToken must be given, of at most 64 characters')
  if (PerformanceMode !== 'generalPurpose' && PerformanceMode !== 'maxIO')
    throw bad('PerformanceMode must be generalPurpose or maxIO')
  const Encrypted = flag(metadata, 'Encrypted')
  if (KmsKeyId !== undefined && !Encrypted) throw bad('Encrypted must be "true" where KmsKeyId is given')
  if (Encrypted && KmsKeyId === undefined) throw bad('KmsKeyId must be given for an encrypted file system')
  return { CreationToken, Encrypted, PerformanceMode, ...(KmsKeyId !== undefined && { KmsKeyId }) }
}

function flag(metadata: Metadata, key: string): boolean {
  const value = metadata[key]
  if (value !== 'true' && value !== 'false') throw bad(`${key} must be "true" or "false", not ${value}`)
  return value === 'true'
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
