// What Muster itself keeps in a control region: its two buckets, their key, and the topic on which it speaks.
import type { Platform } from '../../domain/platform.ts'
import { evidenceKeyAlias } from '../../lambdas/needs.ts'
import type { Region } from '../region.ts'

/** `platform` as it stands in that region. */
export function seedControl(region: Region, platform: Platform): void {
  const evidenceKey = region.kms.seed({ aliases: [evidenceKeyAlias(platform)] })
  region.s3.seed({ name: platform.muster.controlBucket, versioning: true })
  region.s3.seed({
    name: platform.muster.evidenceBucket,
    objectLock: true,
    encryption: { algorithm: 'aws:kms', keyArn: evidenceKey },
  })
  region.sns.seed({ name: platform.muster.topic })
}
