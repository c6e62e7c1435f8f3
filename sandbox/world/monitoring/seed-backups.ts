// Nightly recovery points of the monitoring's disks: the last thirteen are there, and the next one comes at 02:00.
import { type Platform, platformName } from '../../../domain/platform.ts'
import type { Region } from '../../region.ts'
import type { Administrator } from './grafana-database.ts'
import { day, hour } from './ranges.ts'
import { type Store, snapshotAt } from './seed-volumes.ts'
import { restorable, volumeResource } from './volume-resources.ts'

/** As the database's: daily at 02:00, kept for 30 days. */
const PLAN_HOUR = 2
const KEPT_DAYS = 30
const EARLIER_DAYS = 13
const JOB_TAKES = 3 * 60_000

interface Seeding {
  readonly now: number
  readonly volumeIds: Readonly<Record<Store['which'], string>>
  readonly administrator: Administrator
}

export function seedMonitoringBackups(region: Region, platform: Platform, seeding: Seeding): void {
  const { vault, kmsKeyId, restoreRole } = platform.monitoring
  region.backup.seedVault({ name: vault, keyArn: kmsKeyId })
  const roleArn = `arn:aws:iam::${platform.account}:role/${restoreRole}`
  const planId = region.backup.seedPlan({
    name: `${platformName(platform)}-monitoring-daily`,
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
        SelectionName: 'monitoring-by-tag',
        IamRoleArn: roleArn,
        ListOfTags: [{ ConditionType: 'STRINGEQUALS', ConditionKey: 'Component', ConditionValue: 'monitoring' }],
      },
    ],
  })
  for (let days = EARLIER_DAYS; days >= 1; days--)
    for (const which of ['prometheus', 'grafana'] as const)
      seedRecoveryPoint(region, platform, { ...seeding, which, roleArn, planId, days })
}

interface Earlier extends Seeding {
  readonly which: Store['which']
  readonly roleArn: string
  readonly planId: string
  readonly days: number
}

function seedRecoveryPoint(region: Region, platform: Platform, earlier: Earlier): void {
  const { now, volumeIds, administrator, which, roleArn, planId, days } = earlier
  const volume = region.ec2.volumes().find(({ id }) => id === volumeIds[which])
  if (!volume) throw new Error(`there is no volume ${volumeIds[which]}`)
  const { size, encrypted, keyArn, tags } = volume
  const createdAt = nextRun(now) - days * day
  const ec2 = { ec2: region.ec2, name: region.name, accountId: platform.account }
  region.backup.seedRecoveryPoint({
    ...{ vaultName: platform.monitoring.vault, resource: volumeResource(ec2, volume), roleArn, planId },
    ...{ createdAt, completedAt: createdAt + JOB_TAKES, deleteAfterDays: KEPT_DAYS },
    snapshot: arn => {
      const id = arn.split('/').at(-1) ?? ''
      region.ec2.importSnapshot({
        ...{ id, volumeId: volume.id, size, encrypted, keyArn, startedAt: createdAt, tags },
        ...{ description: 'This snapshot is created by the AWS Backup service.' },
        disk: snapshotAt(which, createdAt, administrator),
      })
      return restorable(region, volume, id)
    },
  })
}

/** The plan's next run. */
function nextRun(now: number): number {
  const today = Math.floor(now / day) * day + PLAN_HOUR * hour
  return today > now ? today : today + day
}
