// The keys and the vaults of a region into which a platform is to be restored.
import { type Findings, findings } from '../../../domain/application-preflight.ts'
import type { Platform } from '../../../domain/platform.ts'
import { keyBlockers, vaultBlockers } from '../../../domain/region/prepared.ts'
import type { Environment } from '../../environment.ts'
import { kms } from '../kms.ts'
import { seen } from './seen.ts'
import { vaults } from './vaults.ts'

const sides = ['database', 'files', 'monitoring'] as const

export const keysOfRegion =
  (environment: Environment) =>
  async (recovery: Platform['recovery']): Promise<Findings> => {
    const keys = kms(environment)
    const { exists } = vaults(environment)
    const parts: Partial<Findings>[] = []
    for (const side of sides) {
      const { kmsKeyId, vault } = recovery[side]
      parts.push(
        await seen(`the key of ${side}`, async () => ({
          blockers: keyBlockers(`recovery.${side}.kmsKeyId`, kmsKeyId, await keys.findKey(kmsKeyId)),
        })),
        await seen(`the vault of ${side}`, async () => ({
          blockers: vaultBlockers(`recovery.${side}.vault`, vault, await exists(vault)),
        })),
      )
    }
    return findings(...parts)
  }
