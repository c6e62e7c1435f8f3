// Copies of the earlier nights in the recovery region's vaults: one for each recovery point of production's.
import type { Platform } from '../../../domain/platform.ts'
import { seedCopyHistory } from '../../aws/backup/copy-seed.ts'
import type { Region } from '../../region.ts'
import { vaultArn } from '../nightly-plan.ts'

/** @param platform as it stands in the primary region, whose vaults are filled already */
export function seedCopies({ backup }: Region, platform: Platform): void {
  const { account, regions, recovery } = platform
  for (const store of ['database', 'files', 'monitoring'] as const) {
    const { vault, restoreRole } = platform[store]
    seedCopyHistory(backup, {
      points: backup.recoveryPoints(vault),
      destinationVaultArn: vaultArn({ region: regions.recovery, account, name: recovery[store].vault }),
      roleArn: `arn:aws:iam::${account}:role/${restoreRole}`,
    })
  }
}
