// Puts the platform's lock into the control bucket as the run took it: verbs that touch production look for it.
import { keys } from '../../domain/control-records.ts'
import { type Platform, platformName } from '../../domain/platform.ts'
import type { S3 } from '../../sandbox/aws/s3/index.ts'
import type { Operation } from '../../sandbox/aws/service.ts'

export function holdLock(s3: S3, platform: Platform, runId: string): void {
  const lock = { platform: platformName(platform), owner: { id: runId } }
  const put = s3.service.operations.PutObject as Operation<object, unknown>
  const call = { region: 'us-east-1', caller: { roleArn: '', accountId: '' }, requestId: '', operation: 's3:PutObject' }
  const Key = keys.lock(platformName(platform))
  put.run({ Bucket: platform.muster.controlBucket, Key, Body: Buffer.from(JSON.stringify(lock)) }, call)
}
