// s3:ListBuckets: all buckets of the account, whatever their region, by name and in pages.
import type { ListBucketsCommandInput, ListBucketsOutput } from '@aws-sdk/client-s3'
import { page, pageLimit } from '../pages.ts'
import { AwsError, type Operation } from '../service.ts'
import type { State } from './buckets.ts'

/** @throws InvalidArgument for a continuation token that was not given out */
export function listBuckets(state: State): Operation<ListBucketsCommandInput, ListBucketsOutput> {
  return {
    needs: () => [{ action: 's3:ListAllMyBuckets', resource: '*' }],
    run: ({ Prefix = '', BucketRegion, ContinuationToken, MaxBuckets }) => {
      const buckets = [...state.options.buckets.values()]
        .filter(({ name, region }) => name.startsWith(Prefix) && region === (BucketRegion ?? region))
        .sort((a, b) => (a.name < b.name ? -1 : 1))
      const { items, next } = page({
        items: buckets,
        key: bucket => bucket.name,
        limit: pageLimit(MaxBuckets, 10_000, state.options.pageSize),
        token: ContinuationToken,
        invalidToken: () => new AwsError('InvalidArgument', 'The continuation token provided is incorrect'),
      })
      return {
        Buckets: items.map(({ name, createdAt }) => ({ Name: name, CreationDate: new Date(createdAt) })),
        Owner: { ID: state.surroundings.accountId },
        ...(next && { ContinuationToken: next }),
      }
    },
  }
}
