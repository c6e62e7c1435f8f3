// Locks, journals of runs, what operators said, pending approvals: small, hot, and of no use after some months.
import { Duration } from 'aws-cdk-lib'
import type { IBucket } from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'
import { chatKeys } from '../../domain/chat/records.ts'
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
/**
 * Days. Who asked for what, and what came of it, is looked at once a year, by people who need a month for it. What was
 * asked for must be known as long as the same could come again: events and schedules are tried for a day at most, and
 * Step Functions knows the names of executions for 90 days.
 */
const ASKED = 400
/** Days, as the logs that say the same: whoever is refused is a stranger, and may knock every minute. */
const REFUSED = 90
/** Requests, what came of them, threads, buttons. Where the same prefix has two limits, the shorter one counts. */
const CHAT = 'chat/*'
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
        ...[keys.start('*'), keys.attempt('*'), keys.call('*', '*'), CHAT].map(key => kept(key, ASKED)),
        kept(chatKeys.refused('*', '*'), REFUSED),
        {
          // Locks are under no expiry: they go only when they are released or taken over. Nor are passed drills, and
          // what a reaction remembers: there is one of each, and it counts until the next.
          id: 'overwritten',
          noncurrentVersionExpiration: Duration.days(OVERWRITTEN),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
    })
  }
}

const prefixOf = (pattern: string): string => pattern.slice(0, pattern.indexOf('*'))

const kept = (pattern: string, days: number) => ({
  id: prefixOf(pattern).replaceAll('/', '-').slice(0, -1),
  prefix: prefixOf(pattern),
  expiration: Duration.days(days),
})
