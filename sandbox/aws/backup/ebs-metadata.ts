// Restore metadata of EBS as AWS Backup reads it: which volume it asks EC2 for (aws-behaviour 1.2.8).
import { notSimulated } from '../not-simulated.ts'
import { badMetadata as bad, type Metadata } from './restorer.ts'

/** Members of ec2:CreateVolume, without the snapshot. What is not said is EC2's default: gp2, and the snapshot's key. */
export interface EbsRestore {
  readonly AvailabilityZone: string
  readonly Encrypted?: boolean
  readonly KmsKeyId?: string
  readonly VolumeType?: string
  readonly Size?: number
  readonly Iops?: number
  readonly Throughput?: number
}

const keys = ['availabilityZone', 'encrypted', 'kmsKeyId', 'volumeType', 'volumeSize', 'iops', 'throughput']
/** Told by GetRecoveryPointRestoreMetadata, and of no use. */
const ignored = ['volumeId', 'aws:backup:request-id']
/** Of archived snapshots, and of single files into a bucket. */
const elsewhere = ['temporaryRestoreDays', 'restoreType', 'destinationBucketName', 'pathsToRestore', 'encryptionType']

/** @throws InvalidParameterValueException for unknown keys (they are in camel case; open question Q1), empty and wrong values */
export function ebsRestore(metadata: Metadata): EbsRestore {
  for (const [key, value] of Object.entries(metadata)) {
    if (elsewhere.includes(key)) throw notSimulated(`${key} in the restore metadata of EBS`)
    if (![...keys, ...ignored].includes(key)) throw bad(`${key} is not a key of this recovery point's restore metadata`)
    if (value === '' || value === 'null') throw bad(`${key} has no value`)
  }
  const { availabilityZone, encrypted, kmsKeyId, volumeType } = metadata
  if (availabilityZone === undefined) throw bad('availabilityZone is missing')
  if (encrypted !== undefined && encrypted !== 'true' && encrypted !== 'false')
    throw bad(`encrypted must be "true" or "false", not "${encrypted}"`)
  return {
    AvailabilityZone: availabilityZone,
    ...(encrypted !== undefined && { Encrypted: encrypted === 'true' }),
    ...(kmsKeyId !== undefined && { KmsKeyId: kmsKeyId }),
    ...(volumeType !== undefined && { VolumeType: volumeType }),
    ...count(metadata, 'volumeSize', 'Size'),
    ...count(metadata, 'iops', 'Iops'),
    ...count(metadata, 'throughput', 'Throughput'),
  }
}

function count(metadata: Metadata, key: string, member: string): Readonly<Record<string, number>> {
  const value = metadata[key]
  if (value === undefined) return {}
  if (!/^\d+$/.test(value)) throw bad(`${key} must be a number, not "${value}"`)
  return { [member]: Number(value) }
}
