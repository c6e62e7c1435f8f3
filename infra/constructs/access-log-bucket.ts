// Who read and wrote the other two buckets.
import { Duration, Validations } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { PrivateBucket } from './private-bucket.ts'

export class AccessLogBucket extends PrivateBucket {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      // The name is left to CloudFormation: nothing of ours reads this bucket.
      lifecycleRules: [
        {
          id: 'access-logs-a-year',
          expiration: Duration.days(365),
          noncurrentVersionExpiration: Duration.days(1),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
    })
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'This bucket receives the access logs of the others; logging its own access into itself would never end.',
    })
  }
}
