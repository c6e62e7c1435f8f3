// What was backed up before the rehearsal begins, and goes on being backed up: AWS Backup's plan, RDS's own snapshots.
import { type Platform, platformName } from '../../domain/platform.ts'
import type { Region } from '../region.ts'
import { backupResources } from './backup-resources.ts'
import { earlierNights, KEPT_DAYS, seedNightlyPlan } from './nightly-plan.ts'

const hour = 3_600_000
const day = 24 * hour
/** A backup job of five gigabytes takes some minutes. */
const JOB_TAKES = 4 * 60_000

export function seedBackups(region: Region, platform: Platform, now: number): void {
  const { vault, kmsKeyId, restoreRole, clusterId } = platform.database
  const roleArn = `arn:aws:iam::${platform.account}:role/${restoreRole}`
  const planId = seedNightlyPlan(region, {
    ...{ name: `${platformName(platform)}-daily`, vault, kmsKeyId, roleArn },
    ...{ selection: 'by-tag', component: 'database', copyVault: platform.recovery.database.vault },
  })
  for (const createdAt of earlierNights(now)) seedRecoveryPoint(region, { planId, roleArn, vault, createdAt })
  region.rds.snapshotNightly(clusterId)
  region.rds.seedSnapshot({
    clusterId,
    id: `${clusterId}-before-plugin-upgrade`,
    type: 'manual',
    takenAt: Math.floor(now / day) * day - 3 * day + 16 * hour,
  })
}

interface Earlier {
  readonly planId: string
  readonly roleArn: string
  readonly vault: string
  readonly createdAt: number
}

function seedRecoveryPoint(region: Region, { planId, roleArn, vault, createdAt }: Earlier): void {
  for (const resource of backupResources(region)) {
    region.backup.seedRecoveryPoint({
      vaultName: vault,
      resource,
      createdAt,
      completedAt: createdAt + JOB_TAKES,
      roleArn,
      planId,
      deleteAfterDays: KEPT_DAYS,
      snapshot: arn => resource.snapshotOf(arn, createdAt),
    })
  }
}
