// Conditional writes: If-None-Match creates only, If-Match replaces only what one has read.
import { notSimulated } from '../not-simulated.ts'
import { AwsError } from '../service.ts'
import { type Bucket, currentObject, noSuchKey, preconditionFailed, sameTag } from './buckets.ts'

/**
 * @throws PreconditionFailed (412) when the object exists (If-None-Match) or its ETag differs (If-Match);
 * NoSuchKey (404) for If-Match on nothing; NotImplemented (501) for If-None-Match with an ETag
 */
export function checkConditions(
  bucket: Bucket,
  key: string,
  { IfMatch, IfNoneMatch }: { readonly IfMatch?: string; readonly IfNoneMatch?: string },
): void {
  const object = currentObject(bucket, key)
  if (IfMatch !== undefined && IfNoneMatch !== undefined) throw notSimulated('s3:PutObject IfMatch with IfNoneMatch')
  if (IfNoneMatch !== undefined && IfNoneMatch !== '*') {
    const message = 'A header you provided implies functionality that is not implemented'
    throw new AwsError('NotImplemented', message, { status: 501, members: { Header: 'If-None-Match' } })
  }
  if (IfNoneMatch === '*' && object) throw preconditionFailed('If-None-Match')
  if (IfMatch === undefined) return
  if (!object) throw noSuchKey()
  if (!sameTag(IfMatch, object.etag)) throw preconditionFailed('If-Match')
}
