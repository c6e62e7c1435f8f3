// s3:ListObjectsV2: keys in the order of their UTF-8 bytes, rolled up by delimiter, a page at a time.
import type { ListObjectsV2CommandInput, ListObjectsV2Output } from '@aws-sdk/client-s3'
import { refuse } from '../not-simulated.ts'
import { page, pageLimit } from '../pages.ts'
import { AwsError, type Operation } from '../service.ts'
import { type Bucket, currentObject, type ObjectVersion, openBucket, type State } from './buckets.ts'
import { bucketHere, onBucket } from './needs.ts'

type Input = ListObjectsV2CommandInput
type Entry = { readonly name: string; readonly object?: ObjectVersion }

/** @throws InvalidArgument for a continuation token that was not given out */
export function listObjects(state: State): Operation<Input, ListObjectsV2Output> {
  return {
    needs: input => {
      if (!bucketHere(state, input.Bucket)) return []
      const context = {
        ...(input.Prefix !== undefined && { 's3:prefix': input.Prefix }),
        ...(input.Delimiter !== undefined && { 's3:delimiter': input.Delimiter }),
        ...(input.MaxKeys !== undefined && { 's3:max-keys': String(input.MaxKeys) }),
      }
      return [onBucket('ListBucket', input.Bucket, context)]
    },
    run: input => {
      refuse('s3:ListObjectsV2', input, ['OptionalObjectAttributes'])
      const bucket = openBucket(state, input)
      const { items, next } = page({
        items: entriesOf(bucket, input),
        key: entry => entry.name,
        limit: pageLimit(input.MaxKeys, 1000, state.options.pageSize),
        token: input.ContinuationToken,
        invalidToken: () => new AwsError('InvalidArgument', 'The continuation token provided is incorrect'),
      })
      return outputOf(bucket, input, { items, next })
    },
  }
}

function entriesOf(bucket: Bucket, { Prefix = '', Delimiter, StartAfter = '' }: Input): Entry[] {
  const keys = [...bucket.objects.keys()].filter(key => key.startsWith(Prefix) && compare(key, StartAfter) > 0)
  const entries = new Map<string, Entry>()
  for (const key of keys.sort(compare)) {
    const object = currentObject(bucket, key)
    if (!object) continue
    const end = Delimiter ? key.indexOf(Delimiter, Prefix.length) : -1
    const name = end < 0 ? key : key.slice(0, end + (Delimiter?.length ?? 0))
    if (!entries.has(name)) entries.set(name, end < 0 ? { name, object } : { name })
  }
  return [...entries.values()]
}

function compare(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

function outputOf(
  bucket: Bucket,
  input: Input,
  listed: { items: readonly Entry[]; next: string | undefined },
): ListObjectsV2Output {
  const text = input.EncodingType === 'url' ? encodeKey : (key: string) => key
  const objects = listed.items.flatMap(entry => (entry.object ? [entry.object] : []))
  const prefixes = listed.items.filter(entry => !entry.object)
  return {
    Name: bucket.name,
    Prefix: text(input.Prefix ?? ''),
    MaxKeys: input.MaxKeys ?? 1000,
    KeyCount: listed.items.length,
    ...(input.EncodingType && { EncodingType: input.EncodingType }),
    IsTruncated: listed.next !== undefined,
    ...(input.Delimiter !== undefined && { Delimiter: text(input.Delimiter) }),
    ...(input.StartAfter !== undefined && { StartAfter: text(input.StartAfter) }),
    ...(input.ContinuationToken !== undefined && { ContinuationToken: input.ContinuationToken }),
    ...(listed.next !== undefined && { NextContinuationToken: listed.next }),
    ...(objects.length > 0 && { Contents: objects.map(object => contentOf(object, text)) }),
    ...(prefixes.length > 0 && { CommonPrefixes: prefixes.map(({ name }) => ({ Prefix: text(name) })) }),
  }
}

/** As the AWS CLI always asks for. */
function encodeKey(key: string): string {
  return encodeURIComponent(key).replaceAll('%2F', '/')
}

function contentOf(object: ObjectVersion, text: (key: string) => string) {
  return {
    Key: text(object.key),
    LastModified: new Date(object.modifiedAt),
    ETag: object.etag,
    Size: object.body.byteLength,
    StorageClass: 'STANDARD' as const,
  }
}
