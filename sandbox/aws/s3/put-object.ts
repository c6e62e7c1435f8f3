// s3:PutObject: whole objects, conditional writes, retention, encryption. Multi-part uploads are not simulated.
import type { PutObjectCommandInput, PutObjectOutput } from '@aws-sdk/client-s3'
import { refuse } from '../not-simulated.ts'
import { AwsError, type Operation, type Requirement } from '../service.ts'
import { type Bucket, currentObject, type ObjectVersion, openBucket, type State } from './buckets.ts'
import { checksumsOf, etagOf } from './checksums.ts'
import { checkConditions } from './conditions.ts'
import { checkUsable, encryptionMembers, encryptionOf } from './encryption.ts'
import { bucketHere, onKey, onObject } from './needs.ts'
import { retentionOf } from './retention.ts'

/** The front door has read the body; text is for tests. */
export type PutObjectInput = Omit<PutObjectCommandInput, 'Body'> & { readonly Body?: Uint8Array | string | undefined }

const unsimulated = [
  'ACL',
  'CacheControl',
  'ContentDisposition',
  'ContentEncoding',
  'ContentLanguage',
  'Expires',
  'GrantFullControl',
  'GrantRead',
  'GrantReadACP',
  'GrantWriteACP',
  'SSECustomerAlgorithm',
  'SSEKMSEncryptionContext',
  'StorageClass',
  'Tagging',
  'WebsiteRedirectLocation',
  'WriteOffsetBytes',
] as const

export function putObject(state: State): Operation<PutObjectInput, PutObjectOutput> {
  return { needs: input => needs(state, input), run: input => run(state, input) }
}

/** A condition on the ETag reads the object, so it also needs s3:GetObject (S3 user guide, "conditional writes"). */
function needs(state: State, input: PutObjectInput): Requirement[] {
  const bucket = bucketHere(state, input.Bucket)
  if (!bucket) return []
  const encryption = encryptionOf(state, bucket, input)
  const lock = lockContext(state, input)
  const context = {
    ...lock,
    ...(input.IfMatch !== undefined && { 's3:if-match': input.IfMatch }),
    ...(input.IfNoneMatch !== undefined && { 's3:if-none-match': input.IfNoneMatch }),
    ...(input.ServerSideEncryption && { 's3:x-amz-server-side-encryption': input.ServerSideEncryption }),
    ...(input.SSEKMSKeyId && { 's3:x-amz-server-side-encryption-aws-kms-key-id': input.SSEKMSKeyId }),
  }
  const use = { ...encryption, bucket: bucket.name, key: input.Key ?? '' }
  return [
    onObject('PutObject', input, context),
    ...(input.IfMatch === undefined ? [] : [onObject('GetObject', input)]),
    ...(input.ObjectLockMode ? [onObject('PutObjectRetention', input, lock)] : []),
    ...(input.ObjectLockLegalHoldStatus ? [onObject('PutObjectLegalHold', input, lock)] : []),
    ...onKey(state, 'GenerateDataKey', use),
  ]
}

function lockContext(state: State, input: PutObjectInput): Record<string, string> {
  const until = input.ObjectLockRetainUntilDate
  const days = until && Math.ceil((until.getTime() - state.surroundings.clock.now()) / 86_400_000)
  return {
    ...(input.ObjectLockMode && { 's3:object-lock-mode': input.ObjectLockMode }),
    ...(until && { 's3:object-lock-retain-until-date': until.toISOString() }),
    ...(days !== undefined && { 's3:object-lock-remaining-retention-days': String(days) }),
    ...(input.ObjectLockLegalHoldStatus && { 's3:object-lock-legal-hold': input.ObjectLockLegalHoldStatus }),
  }
}

function run(state: State, input: PutObjectInput): PutObjectOutput {
  refuse('s3:PutObject', input, unsimulated)
  const bucket = openBucket(state, input)
  const key = input.Key ?? ''
  if (key === '' || Buffer.byteLength(key) > 1024) throw new AwsError('KeyTooLongError', 'Your key is too long')
  const version = versionOf(state, bucket, input)
  checkConditions(bucket, key, input)
  const deletions = bucket.deletions.get(key)
  for (const interfere of state.uploads) interfere(bucket.name, key)
  const conditional = input.IfMatch !== undefined || input.IfNoneMatch !== undefined
  if (conditional && bucket.deletions.get(key) !== deletions) throw conflict(key)
  checkConditions(bucket, key, input)
  store(bucket, version)
  state.surroundings.lifecycle.changed()
  return {
    ETag: version.etag,
    ...(bucket.versioning && { VersionId: version.id }),
    ...(Object.keys(version.checksums).length > 0 && { ...version.checksums, ChecksumType: 'FULL_OBJECT' }),
    ...encryptionMembers(state, version.encryption),
  }
}

/** A deletion that overtakes a conditional write: fetch the ETag and try again. */
function conflict(key: string): AwsError {
  const message = 'The conditional request cannot succeed due to a conflicting operation against this resource.'
  return new AwsError('ConditionalRequestConflict', message, { status: 409, members: { Key: key } })
}

function versionOf(state: State, bucket: Bucket, input: PutObjectInput): ObjectVersion {
  const body = typeof input.Body === 'string' ? Buffer.from(input.Body) : Uint8Array.from(input.Body ?? [])
  const encryption = encryptionOf(state, bucket, input)
  checkUsable(state, encryption)
  const now = state.surroundings.clock.now()
  const number = state.made++
  return {
    id: bucket.versioning ? state.surroundings.chance.hex(32, 'object', bucket.name, number) : 'null',
    key: input.Key ?? '',
    body,
    etag: etagOf(body, encryption, `${bucket.name}/${input.Key}/${number}`),
    modifiedAt: Math.floor(now / 1000) * 1000,
    contentType: input.ContentType ?? 'application/octet-stream',
    metadata: { ...input.Metadata },
    encryption,
    checksums: checksumsOf(body, input),
    lock: retentionOf(bucket, input, now),
    legalHold: input.ObjectLockLegalHoldStatus === 'ON',
    deleteMarker: false,
  }
}

/** Without versioning the object is replaced; with it, the older versions stay. */
export function store(bucket: Bucket, version: ObjectVersion): void {
  const versions = bucket.versioning ? (bucket.objects.get(version.key) ?? []) : []
  bucket.objects.set(version.key, [...versions, version])
}

/** What is stored under a key now, for the world to look at. */
export function contentOf(bucket: Bucket | undefined, key: string): Uint8Array | undefined {
  return bucket && currentObject(bucket, key)?.body
}
