// Server-side encryption: what the request says, else what the bucket does by default.
import { notSimulated } from '../not-simulated.ts'
import { AwsError } from '../service.ts'
import type { Bucket, Encryption, State } from './buckets.ts'

interface Asked {
  readonly ServerSideEncryption?: string | undefined
  readonly SSEKMSKeyId?: string | undefined
  readonly BucketKeyEnabled?: boolean | undefined
}

/** Asking for `aws:kms` without a key means the bucket's key, else `aws/s3`. */
export function encryptionOf(state: State, bucket: Bucket, asked: Asked): Encryption {
  const algorithm = asked.ServerSideEncryption
  if (algorithm === undefined) return bucket.encryption
  if (algorithm === 'AES256') return { algorithm }
  if (algorithm !== 'aws:kms') throw notSimulated(`s3:PutObject ServerSideEncryption ${algorithm}`)
  const keyArn = asked.SSEKMSKeyId === undefined ? bucket.encryption.keyArn : keyArnOf(state, asked.SSEKMSKeyId)
  const bucketKey = asked.BucketKeyEnabled ?? bucket.encryption.bucketKey ?? false
  return { algorithm, bucketKey, ...(keyArn && { keyArn }) }
}

function keyArnOf(state: State, keyId: string): string {
  if (keyId.startsWith('arn:aws:kms:') && keyId.includes(':key/')) return keyId
  if (keyId.includes('alias/')) throw notSimulated(`s3:PutObject SSEKMSKeyId ${keyId}`)
  return `arn:aws:kms:${state.surroundings.region}:${state.surroundings.accountId}:key/${keyId}`
}

/** @throws KMS.DisabledException (400) when the key is disabled, dying, missing or of another region */
export function checkUsable(state: State, encryption: Encryption): void {
  if (!encryption.keyArn || (state.options.usable?.(encryption.keyArn) ?? true)) return
  throw new AwsError('KMS.DisabledException', `${encryption.keyArn} cannot be used.`)
}

export function encryptionMembers(state: State, encryption: Encryption) {
  if (encryption.algorithm === 'AES256') return { ServerSideEncryption: 'AES256' as const }
  const { region, accountId } = state.surroundings
  return {
    ServerSideEncryption: 'aws:kms' as const,
    SSEKMSKeyId: encryption.keyArn ?? `arn:aws:kms:${region}:${accountId}:key/aws-s3`,
    ...(encryption.bucketKey && { BucketKeyEnabled: true }),
  }
}
