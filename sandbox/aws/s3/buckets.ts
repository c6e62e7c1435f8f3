// Buckets and the versions of their objects. Names are global, so the regions of a sandbox share one store.
import type { Statement } from '../iam/iam.ts'
import { AwsError, type Caller, type Requirement, type Surroundings } from '../service.ts'

export type LockMode = 'GOVERNANCE' | 'COMPLIANCE'

export interface Encryption {
  readonly algorithm: 'AES256' | 'aws:kms'
  /** Customer-managed key; undefined for `aws/s3` and for AES256. */
  readonly keyArn?: string
  readonly bucketKey?: boolean
}

export interface ObjectVersion {
  /** `null` where versioning was never switched on. */
  readonly id: string
  readonly key: string
  readonly body: Uint8Array
  /** Quoted, as in the header. */
  readonly etag: string
  readonly modifiedAt: number
  readonly contentType: string
  readonly metadata: Readonly<Record<string, string>>
  readonly encryption: Encryption
  readonly checksums: Readonly<Record<string, string>>
  readonly lock: { readonly mode: LockMode; readonly until: number } | undefined
  readonly legalHold: boolean
  readonly deleteMarker: boolean
}

export interface Bucket {
  readonly name: string
  readonly region: string
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  readonly versioning: boolean
  readonly objectLock: boolean
  /** Applied to objects put without retention of their own. */
  readonly retention: { readonly mode: LockMode; readonly days: number } | undefined
  readonly policy: readonly Statement[] | undefined
  readonly encryption: Encryption
  /** Versions of each key, oldest first; the last is the current one. */
  readonly objects: Map<string, ObjectVersion[]>
  /** Deletions of each key, by which an upload notices one that overtook it. */
  readonly deletions: Map<string, number>
}

/** Every bucket of the sandbox, whatever its region. */
export type Buckets = Map<string, Bucket>

export interface Options {
  readonly buckets: Buckets
  /**
   * What IAM says of a permission that is no condition of the call but changes its answer: without `s3:ListBucket`, a
   * missing key is 403 and not 404.
   */
  readonly allows: (requirement: Requirement, caller: Caller) => boolean
  /** Is this customer-managed key able to encrypt and decrypt? Always, when absent. */
  readonly usable?: (keyArn: string) => boolean
  /** Most keys on a page; 1000 when absent. */
  readonly pageSize?: number
}

export interface State {
  readonly surroundings: Surroundings
  readonly options: Options
  /** Faults that act while an upload is under way, e.g. another writer's deletion. */
  readonly uploads: Set<(bucket: string, key: string) => void>
  /** Versions made so far, from which version ids are drawn. */
  made: number
}

/**
 * @throws NoSuchBucket (404); PermanentRedirect (301) from any region but the bucket's; AccessDenied (403) when the
 * expected owner is another
 */
export function openBucket(state: State, input: { Bucket?: string; ExpectedBucketOwner?: string }): Bucket {
  const name = input.Bucket ?? ''
  const bucket = state.options.buckets.get(name)
  if (!bucket) throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', { status: 404 })
  if (bucket.region !== state.surroundings.region) {
    const members = { Bucket: name, Endpoint: `${name}.s3.${bucket.region}.amazonaws.com`, Region: bucket.region }
    throw new AwsError('PermanentRedirect', 'The bucket must be addressed at its own endpoint.', {
      status: 301,
      members,
    })
  }
  if (input.ExpectedBucketOwner !== undefined && input.ExpectedBucketOwner !== state.surroundings.accountId) {
    throw accessDenied('Access Denied')
  }
  return bucket
}

/** Undefined for a missing key and under a delete marker. */
export function currentObject(bucket: Bucket, key: string): ObjectVersion | undefined {
  const version = bucket.objects.get(key)?.at(-1)
  return version?.deleteMarker ? undefined : version
}

export function accessDenied(message: string): AwsError {
  return new AwsError('AccessDenied', message, { status: 403 })
}

export function preconditionFailed(condition: string): AwsError {
  const message = 'At least one of the pre-conditions you specified did not hold'
  return new AwsError('PreconditionFailed', message, { status: 412, members: { Condition: condition } })
}

export function noSuchKey(): AwsError {
  return new AwsError('NoSuchKey', 'The specified key does not exist.', { status: 404 })
}

/** ETags are compared with or without their quotes. */
export function sameTag(a: string, b: string): boolean {
  return a.replaceAll('"', '') === b.replaceAll('"', '')
}
