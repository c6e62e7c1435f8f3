// s3:DeleteObject: succeeds for what is not there; with versioning it only marks, unless a version is named.
import type { DeleteObjectCommandInput, DeleteObjectOutput } from '@aws-sdk/client-s3'
import { refuse } from '../not-simulated.ts'
import type { Operation, Requirement } from '../service.ts'
import {
  type Bucket,
  currentObject,
  type ObjectVersion,
  openBucket,
  preconditionFailed,
  type State,
  sameTag,
} from './buckets.ts'
import { bucketHere, onObject } from './needs.ts'
import { store } from './put-object.ts'
import { checkDeletable } from './retention.ts'

type Input = DeleteObjectCommandInput

/** @throws AccessDenied (403) for a version under retention or legal hold; PreconditionFailed (412) for another ETag */
export function deleteObject(state: State): Operation<Input, DeleteObjectOutput> {
  return {
    needs: input => needs(state, input),
    run: input => {
      refuse('s3:DeleteObject', input, ['MFA', 'IfMatchLastModifiedTime', 'IfMatchSize'])
      const bucket = openBucket(state, input)
      const key = input.Key ?? ''
      checkMatch(bucket, key, input.IfMatch)
      bucket.deletions.set(key, (bucket.deletions.get(key) ?? 0) + 1)
      const output = input.VersionId === undefined ? remove(state, bucket, key) : removeVersion(state, bucket, input)
      state.surroundings.lifecycle.changed()
      return output
    },
  }
}

/** A condition on the ETag reads the object, so it also needs s3:GetObject (S3 user guide, "conditional deletes"). */
function needs(state: State, input: Input): Requirement[] {
  if (!bucketHere(state, input.Bucket)) return []
  const context = { ...(input.IfMatch !== undefined && { 's3:if-match': input.IfMatch }) }
  return [
    input.VersionId
      ? onObject('DeleteObjectVersion', input, { 's3:versionid': input.VersionId })
      : onObject('DeleteObject', input, context),
    ...(input.IfMatch !== undefined && input.IfMatch !== '*' ? [onObject('GetObject', input)] : []),
    ...(input.BypassGovernanceRetention ? [onObject('BypassGovernanceRetention', input)] : []),
  ]
}

/**
 * Without a condition, nothing to delete is no failure. With one, an absent object does not match: the stricter of the
 * two readings of the user guide, which does not say.
 */
function checkMatch(bucket: Bucket, key: string, tag: string | undefined): void {
  if (tag === undefined) return
  const object = currentObject(bucket, key)
  if (!object || (tag !== '*' && !sameTag(tag, object.etag))) throw preconditionFailed('If-Match')
}

function remove(state: State, bucket: Bucket, key: string): DeleteObjectOutput {
  if (!bucket.versioning) {
    bucket.objects.delete(key)
    return {}
  }
  const marker = markerOf(state, bucket, key)
  store(bucket, marker)
  return { DeleteMarker: true, VersionId: marker.id }
}

function removeVersion(state: State, bucket: Bucket, input: Input): DeleteObjectOutput {
  const key = input.Key ?? ''
  const versions = bucket.objects.get(key) ?? []
  const version = versions.find(each => each.id === input.VersionId)
  if (!version) return { VersionId: input.VersionId }
  checkDeletable(version, state.surroundings.clock.now(), input.BypassGovernanceRetention ?? false)
  const left = versions.filter(each => each !== version)
  if (left.length > 0) bucket.objects.set(key, left)
  else bucket.objects.delete(key)
  return { VersionId: version.id, ...(version.deleteMarker && { DeleteMarker: true }) }
}

function markerOf(state: State, bucket: Bucket, key: string): ObjectVersion {
  return {
    id: state.surroundings.chance.hex(32, 'object', bucket.name, state.made++),
    key,
    body: new Uint8Array(),
    etag: '',
    modifiedAt: state.surroundings.clock.now(),
    contentType: '',
    metadata: {},
    encryption: { algorithm: 'AES256' },
    checksums: {},
    lock: undefined,
    legalHold: false,
    deleteMarker: true,
  }
}
