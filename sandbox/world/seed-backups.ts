// What was backed up before the rehearsal begins, and goes on being backed up: AWS Backup's plan, RDS's own snapshots.
import { type Platform, platformName } from '../../domain/platform.ts'
import type { Region } from '../region.ts'
import { backupResources } from './backup-resources.ts'

const hour = 3_600_000
const day = 24 * hour
/** Daily at 02:00, as the source runbook has it, kept for 30 days; whatever carries the tag is taken. */
const PLAN_HOUR = 2
const KEPT_DAYS = 30
/** Days before the rehearsal of which recovery points are there: enough for a list of several pages. */
const EARLIER_DAYS = 13
/** A backup job of five gigabytes takes some minutes. */
const JOB_TAKES = 4 * 60_000

export function seedBackups(region: Region, platform: Platform, now: number): void {
  const { vault, kmsKeyId, restoreRole, clusterId } = platform.database
  region.backup.seedVault({ name: vault, keyArn: kmsKeyId })
  const roleArn = `arn:aws:iam::${platform.account}:role/${restoreRole}`
  const planId = region.backup.seedPlan({
    name: `${platformName(platform)}-daily`,
    rules: [
      {
        RuleName: 'daily',
        TargetBackupVaultName: vault,
        ScheduleExpression: `cron(0 ${PLAN_HOUR} * * ? *)`,
        Lifecycle: { DeleteAfterDays: KEPT_DAYS },
      },
    ],
    selections: [
      {
        SelectionName: 'by-tag',
        IamRoleArn: roleArn,
        ListOfTags: [{ ConditionType: 'STRINGEQUALS', ConditionKey: 'Component', ConditionValue: 'database' }],
      },
    ],
  })
  for (let days = EARLIER_DAYS; days >= 1; days--)
    seedRecoveryPoint(region, { planId, roleArn, vault, createdAt: nextRun(now) - days * day })
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

/** The plan's next run. */
function nextRun(now: number): number {
  const today = Math.floor(now / day) * day + PLAN_HOUR * hour
  return today > now ? today : today + day
}
