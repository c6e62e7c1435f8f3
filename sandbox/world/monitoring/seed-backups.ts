// Nightly recovery points of the monitoring's disks: the last thirteen are there, and the next one comes at 02:00.
import { type Platform, platformName } from '../../../domain/platform.ts'
import type { Region } from '../../region.ts'
import { earlierNights, KEPT_DAYS, seedNightlyPlan } from '../nightly-plan.ts'
import type { Administrator } from './grafana-database.ts'
import { type Store, snapshotAt } from './seed-volumes.ts'
import { restorable, volumeResource } from './volume-resources.ts'

const JOB_TAKES = 3 * 60_000

interface Seeding {
  readonly now: number
  readonly volumeIds: Readonly<Record<Store['which'], string>>
  readonly administrator: Administrator
}

export function seedMonitoringBackups(region: Region, platform: Platform, seeding: Seeding): void {
  const { vault, kmsKeyId, restoreRole } = platform.monitoring
  const roleArn = `arn:aws:iam::${platform.account}:role/${restoreRole}`
  const planId = seedNightlyPlan(region, {
    ...{ name: `${platformName(platform)}-monitoring-daily`, vault, kmsKeyId, roleArn },
    ...{ selection: 'monitoring-by-tag', component: 'monitoring', copyVault: platform.recovery.monitoring.vault },
  })
  for (const createdAt of earlierNights(seeding.now))
    for (const which of ['prometheus', 'grafana'] as const)
      seedRecoveryPoint(region, platform, { ...seeding, which, roleArn, planId, createdAt })
}

interface Earlier extends Seeding {
  readonly which: Store['which']
  readonly roleArn: string
  readonly planId: string
  readonly createdAt: number
}

function seedRecoveryPoint(region: Region, platform: Platform, earlier: Earlier): void {
  const { volumeIds, administrator, which, roleArn, planId, createdAt } = earlier
  const volume = region.ec2.volumes().find(({ id }) => id === volumeIds[which])
  if (!volume) throw new Error(`there is no volume ${volumeIds[which]}`)
  const { size, encrypted, keyArn, tags } = volume
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
