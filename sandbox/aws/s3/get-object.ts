// s3:GetObject and s3:HeadObject: the body as bytes (the front door makes the stream), or only what is known of it.
import type {
  GetObjectCommandInput,
  GetObjectOutput,
  HeadObjectCommandInput,
  HeadObjectOutput,
} from '@aws-sdk/client-s3'
import { refuse } from '../not-simulated.ts'
import { AwsError, type Call, type Operation, type Requirement } from '../service.ts'
import {
  accessDenied,
  currentObject,
  noSuchKey,
  type ObjectVersion,
  openBucket,
  preconditionFailed,
  type State,
  sameTag,
} from './buckets.ts'
import { checkUsable, encryptionMembers } from './encryption.ts'
import { bucketHere, onKey, onObject } from './needs.ts'

const unsimulated = [
  'ResponseContentType',
  'ResponseContentDisposition',
  'ResponseCacheControl',
  'Range',
  'PartNumber',
  'IfModifiedSince',
  'IfUnmodifiedSince',
  'SSECustomerAlgorithm',
] as const

type Input = GetObjectCommandInput | HeadObjectCommandInput
type Members = Omit<GetObjectOutput, 'Body'> & HeadObjectOutput

/** Body: a Uint8Array, which may not be changed. */
export type GetObjectResult = Omit<GetObjectOutput, 'Body'> & { readonly Body: Uint8Array }

/**
 * @throws NoSuchKey (404), or AccessDenied (403) to those who may not list the bucket; NoSuchVersion (404);
 * MethodNotAllowed (405) for a delete marker's version; PreconditionFailed (412); NotModified (304)
 */
export function getObject(state: State): Operation<GetObjectCommandInput, GetObjectResult> {
  return {
    needs: input => needs(state, input),
    run: (input, call) => {
      refuse('s3:GetObject', input, unsimulated)
      const version = read(state, input, call)
      return { ...members(state, version, input), Body: version.body }
    },
  }
}

/** HEAD answers have no body, so errors arrive as bare statuses: NotFound (404) instead of NoSuchKey. */
export function headObject(state: State): Operation<HeadObjectCommandInput, HeadObjectOutput> {
  return {
    needs: input => needs(state, input),
    run: (input, call) => {
      refuse('s3:HeadObject', input, unsimulated)
      try {
        return members(state, read(state, input, call), input)
      } catch (error) {
        if (error instanceof AwsError && error.status === 404)
          throw new AwsError('NotFound', 'Not Found', { status: 404 })
        throw error
      }
    },
  }
}

function needs(state: State, input: Input): Requirement[] {
  const bucket = bucketHere(state, input.Bucket)
  if (!bucket) return []
  const version = find(state, input)
  const use = { ...version?.encryption, keyArn: version?.encryption.keyArn, bucket: bucket.name, key: input.Key ?? '' }
  const object = input.VersionId
    ? onObject('GetObjectVersion', input, { 's3:versionid': input.VersionId })
    : onObject('GetObject', input)
  return [object, ...onKey(state, 'Decrypt', use)]
}

function find(state: State, input: Input): ObjectVersion | undefined {
  const bucket = state.options.buckets.get(input.Bucket ?? '')
  const key = input.Key ?? ''
  if (input.VersionId === undefined) return bucket && currentObject(bucket, key)
  return bucket?.objects.get(key)?.find(version => version.id === input.VersionId)
}

function read(state: State, input: Input, call: Call): ObjectVersion {
  const bucket = openBucket(state, input)
  const version = find(state, input)
  if (!version) {
    const list = { action: 's3:ListBucket', resource: `arn:aws:s3:::${bucket.name}` }
    if (!state.options.allows(list, call.caller)) throw accessDenied('Access Denied')
    if (input.VersionId === undefined) throw noSuchKey()
    throw new AwsError('NoSuchVersion', 'The specified version does not exist.', { status: 404 })
  }
  if (version.deleteMarker) {
    throw new AwsError('MethodNotAllowed', 'The specified method is not allowed against this resource.', {
      status: 405,
    })
  }
  if (input.IfMatch !== undefined && !sameTag(input.IfMatch, version.etag)) throw preconditionFailed('If-Match')
  if (input.IfNoneMatch !== undefined && sameTag(input.IfNoneMatch, version.etag)) {
    throw new AwsError('NotModified', 'Not Modified', { status: 304 })
  }
  checkUsable(state, version.encryption)
  return version
}

function members(state: State, version: ObjectVersion, input: Input): Members {
  const checked = input.ChecksumMode === 'ENABLED' && Object.keys(version.checksums).length > 0
  return {
    AcceptRanges: 'bytes',
    ContentLength: version.body.byteLength,
    ContentType: version.contentType,
    ETag: version.etag,
    LastModified: new Date(version.modifiedAt),
    Metadata: { ...version.metadata },
    ...(version.id !== 'null' && { VersionId: version.id }),
    ...(version.lock && { ObjectLockMode: version.lock.mode, ObjectLockRetainUntilDate: new Date(version.lock.until) }),
    ...(version.legalHold && { ObjectLockLegalHoldStatus: 'ON' }),
    ...(checked && { ...version.checksums, ChecksumType: 'FULL_OBJECT' }),
    ...encryptionMembers(state, version.encryption),
  }
}
