// Locks, journals of runs, what operators said, pending approvals: small, hot, and of no use after some months.
import { Duration } from 'aws-cdk-lib'
import type { IBucket } from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'
import { keys } from '../../domain/control-records.ts'
import type { Platform } from '../../domain/platform.ts'
import { PrivateBucket } from './private-bucket.ts'

export interface ControlBucketProps {
  readonly platform: Platform
  readonly accessLogs: IBucket
}

/** Days. An approval holds a task token, which dies with its execution: after two days (the machines' own limit). */
const APPROVALS = 3
/** Days beyond the longest retention, so that what a run kept can still be traced to its record. */
const RUNS = 90
/** Days in which an overwritten or deleted object (a lock, an operator's word) can be looked up. */
const OVERWRITTEN = 30

export class ControlBucket extends PrivateBucket {
  constructor(scope: Construct, id: string, { platform, accessLogs }: ControlBucketProps) {
    const { controlBucket, retainDays } = platform.muster
    super(scope, id, {
      bucketName: controlBucket,
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: 'control/',
      lifecycleRules: [
        { id: 'approvals', prefix: prefixOf(keys.approval('*')), expiration: Duration.days(APPROVALS) },
        { id: 'runs', prefix: prefixOf(keys.run('*')), expiration: Duration.days(retainDays + RUNS) },
        {
          // Locks are under no expiry: they go only when they are released or taken over.
          id: 'overwritten',
          noncurrentVersionExpiration: Duration.days(OVERWRITTEN),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
    })
  }
}

const prefixOf = (pattern: string): string => pattern.slice(0, pattern.indexOf('*'))
