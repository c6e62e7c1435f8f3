// What IAM must allow on buckets, objects and the keys that encrypt them (Service Authorization Reference, list_amazons3).
import type { Requirement } from '../service.ts'
import type { Bucket, State } from './buckets.ts'

type Context = Readonly<Record<string, string | readonly string[]>>

/** Undefined when the call fails before permissions: no such bucket, or one of another region. */
export function bucketHere(state: State, name: string | undefined): Bucket | undefined {
  const bucket = state.options.buckets.get(name ?? '')
  return bucket?.region === state.surroundings.region ? bucket : undefined
}

export function onObject(action: string, input: { Bucket?: string; Key?: string }, context: Context = {}): Requirement {
  return { action: `s3:${action}`, resource: `arn:aws:s3:::${input.Bucket}/${input.Key}`, context }
}

export function onBucket(action: string, bucket: string | undefined, context: Context = {}): Requirement {
  return { action: `s3:${action}`, resource: `arn:aws:s3:::${bucket}`, context }
}

/** Use of a customer-managed key through S3, with the object (or the bucket, for bucket keys) as encryption context. */
export function onKey(
  state: State,
  action: 'Decrypt' | 'GenerateDataKey',
  use: {
    readonly keyArn?: string | undefined
    readonly bucketKey?: boolean | undefined
    readonly bucket: string
    readonly key: string
  },
): Requirement[] {
  if (use.keyArn === undefined) return []
  const { region, accountId } = state.surroundings
  const context = {
    'kms:ViaService': `s3.${region}.amazonaws.com`,
    'kms:CallerAccount': accountId,
    'kms:EncryptionContext:aws:s3:arn': `arn:aws:s3:::${use.bucket}${use.bucketKey ? '' : `/${use.key}`}`,
  }
  return [{ action: `kms:${action}`, resource: use.keyArn, context }]
}
