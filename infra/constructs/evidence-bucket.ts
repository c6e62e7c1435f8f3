// Reports and exported rows: locked object by object against deletion, encrypted with a key of our own.
import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import { Key } from 'aws-cdk-lib/aws-kms'
import { BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3'
import { Construct } from 'constructs'
import type { Platform } from '../../domain/platform.ts'
import { EXPORTS } from '../../domain/row-export.ts'
import { evidenceKeyAlias } from '../../lambdas/needs.ts'
import { PrivateBucket } from './private-bucket.ts'

export interface EvidenceBucketProps {
  readonly platform: Platform
  readonly accessLogs: IBucket
}

/** Days after which a report goes: a year of drills and a month to compare them. Locks of objects last no longer. */
const REPORTS = 400
/** Days until an expired version is really deleted, unless its lock holds it longer. */
const DELETED = 1

export class EvidenceBucket extends Construct {
  readonly key: Key
  readonly bucket: PrivateBucket

  constructor(scope: Construct, id: string, { platform, accessLogs }: EvidenceBucketProps) {
    super(scope, id)
    // Handlers know the key by this alias: their permission has it as a condition (lambdas/needs.ts).
    this.key = new Key(this, 'Key', {
      alias: evidenceKeyAlias(platform),
      description: 'Muster: reports and exported rows',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    })
    this.bucket = new PrivateBucket(this, 'Bucket', {
      bucketName: platform.muster.evidenceBucket,
      encryption: BucketEncryption.KMS,
      encryptionKey: this.key,
      // One call to KMS for many objects.
      bucketKeyEnabled: true,
      // No default retention: each object brings its own (lambdas/gateways/evidence-store.ts).
      objectLockEnabled: true,
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: 'evidence/',
      lifecycleRules: [
        { id: 'exports', prefix: EXPORTS, expiration: Duration.days(platform.muster.retainDays) },
        {
          id: 'evidence',
          expiration: Duration.days(REPORTS),
          noncurrentVersionExpiration: Duration.days(DELETED),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
    })
  }
}
