// Object Lock: until when a version may not be deleted, and by whom it may after all.
import { AwsError } from '../service.ts'
import { accessDenied, type Bucket, type LockMode, type ObjectVersion } from './buckets.ts'

const day = 86_400_000

interface Asked {
  readonly ObjectLockMode?: LockMode | undefined
  readonly ObjectLockRetainUntilDate?: Date | undefined
  readonly ObjectLockLegalHoldStatus?: string | undefined
  readonly ContentMD5?: string | undefined
}

/**
 * @throws InvalidRequest for a bucket without Object Lock and for a body without MD5 or checksum; InvalidArgument for
 * half of a retention and for dates that have passed
 */
export function retentionOf(bucket: Bucket, asked: Asked, now: number): ObjectVersion['lock'] {
  const { ObjectLockMode: mode, ObjectLockRetainUntilDate: until } = asked
  const asks = mode !== undefined || until !== undefined || asked.ObjectLockLegalHoldStatus !== undefined
  if (asks && !bucket.objectLock) throw invalid('InvalidRequest', 'Bucket is missing Object Lock Configuration')
  if ((asks || bucket.retention) && !hasDigest(asked)) {
    const headers = 'Content-MD5 OR x-amz-checksum- HTTP header'
    throw invalid('InvalidRequest', `${headers} is required for Put Object requests with Object Lock parameters`)
  }
  if ((mode === undefined) !== (until === undefined)) {
    const headers = 'x-amz-object-lock-retain-until-date and x-amz-object-lock-mode'
    throw invalid('InvalidArgument', `${headers} must both be supplied`)
  }
  if (until !== undefined && until.getTime() <= now) {
    throw invalid('InvalidArgument', 'The retain until date must be in the future!')
  }
  if (mode !== undefined && until !== undefined) return { mode, until: until.getTime() }
  return bucket.retention && { mode: bucket.retention.mode, until: now + bucket.retention.days * day }
}

function hasDigest(asked: object): boolean {
  return Object.entries(asked).some(
    ([name, value]) => value !== undefined && /^(ContentMD5|Checksum(CRC|SHA))/.test(name),
  )
}

function invalid(name: string, message: string): AwsError {
  return new AwsError(name, message)
}

/** @throws AccessDenied (403) under a legal hold, under compliance, and under governance unless it is bypassed */
export function checkDeletable(version: ObjectVersion, now: number, bypass: boolean): void {
  const held = version.lock !== undefined && version.lock.until > now
  const locked = held && !(version.lock?.mode === 'GOVERNANCE' && bypass)
  if (version.legalHold || locked) throw accessDenied('Access Denied because object protected by object lock.')
}
