// The simulated S3 of one region, over a store of buckets that all regions share.
import * as sdk from '@aws-sdk/client-s3'
import type { Statement } from '../iam/iam.ts'
import type { Call, Service, Surroundings } from '../service.ts'
import type { Bucket, Encryption, Options, State } from './buckets.ts'
import { deleteObject } from './delete-object.ts'
import { getObject, headObject } from './get-object.ts'
import { listBuckets } from './list-buckets.ts'
import { listObjects } from './list-objects.ts'
import { contentOf, putObject } from './put-object.ts'

/** A bucket made before the rehearsal begins. */
export interface BucketSeed {
  readonly name: string
  /** Off when absent; Object Lock switches it on. */
  readonly versioning?: boolean
  readonly objectLock?: boolean
  readonly retention?: Bucket['retention']
  readonly policy?: readonly Statement[]
  /** AES256 when absent, as for every bucket since January 2023. */
  readonly encryption?: Encryption
}

export class S3 {
  readonly service: Service
  readonly #state: State

  constructor(surroundings: Surroundings, options: Options) {
    const state: State = { surroundings, options, uploads: new Set(), made: 0 }
    this.#state = state
    const operations = {
      PutObject: putObject(state),
      GetObject: getObject(state),
      HeadObject: headObject(state),
      DeleteObject: deleteObject(state),
      ListObjectsV2: listObjects(state),
      ListBuckets: listBuckets(state),
    }
    this.service = { signingName: 's3', sdk, operations }
  }

  /** Makes the bucket in this region. */
  seed(seed: BucketSeed): void {
    const { buckets } = this.#state.options
    if (buckets.has(seed.name)) throw new Error(`the bucket ${seed.name} exists already`)
    const objectLock = seed.objectLock ?? seed.retention !== undefined
    buckets.set(seed.name, {
      name: seed.name,
      region: this.#state.surroundings.region,
      createdAt: this.#state.surroundings.clock.now(),
      versioning: seed.versioning ?? objectLock,
      objectLock,
      retention: seed.retention,
      policy: seed.policy,
      encryption: seed.encryption ?? { algorithm: 'AES256' },
      objects: new Map(),
      deletions: new Map(),
    })
  }

  /** The bytes of the current version; undefined when there is none. */
  content(bucket: string, key: string): Uint8Array | undefined {
    return contentOf(this.#state.options.buckets.get(bucket), key)
  }

  /** Stores text without a call, as if somebody had done so before. */
  put(bucket: string, key: string, text: string): void {
    putObject(this.#state).run({ Bucket: bucket, Key: key, Body: text }, this.#byHand())
  }

  /** Deletes an object without a call. */
  take(bucket: string, key: string): void {
    deleteObject(this.#state).run({ Bucket: bucket, Key: key }, this.#byHand())
  }

  #byHand(): Call {
    const { region, accountId } = this.#state.surroundings
    return { region, caller: { roleArn: '', accountId }, requestId: '', operation: 's3:ByHand' }
  }

  /** Keys with a current version, in no order that AWS promises. */
  keys(bucket: string): readonly string[] {
    const found = this.#state.options.buckets.get(bucket)
    return [...(found?.objects ?? [])].filter(([, versions]) => !versions.at(-1)?.deleteMarker).map(([key]) => key)
  }

  /** The bucket policy that stands over a bucket's or an object's ARN. */
  policyOf(resourceArn: string): readonly Statement[] | undefined {
    const name = resourceArn.replace('arn:aws:s3:::', '').split('/')[0] ?? ''
    return this.#state.options.buckets.get(name)?.policy
  }

  /** A misfortune: called while each upload is under way, after its conditions were read and before it is stored. */
  duringUploads(interfere: (bucket: string, key: string) => void): () => void {
    this.#state.uploads.add(interfere)
    return () => this.#state.uploads.delete(interfere)
  }
}

export type { Buckets } from './buckets.ts'
