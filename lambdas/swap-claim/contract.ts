// Put a store's claim on its restored volume: a PersistentVolume for it, the old claim away, a new one of the same name.
import * as z from 'zod'
import { NameTaken, NotProven, Unavailable } from '../../domain/errors.ts'
import { restoredVolumeSchema, storeSchema } from '../../domain/monitoring/store.ts'
import { enterCluster, recoverOnly } from '../application-needs.ts'
import { contract } from '../contract.ts'
import { onMonitoring, onVolumes } from '../monitoring-needs.ts'

export const swapClaim = contract({
  name: 'swap-claim',
  effect: 'changes',
  production: true,
  takes: z.strictObject({ clusterName: z.string(), store: storeSchema, made: restoredVolumeSchema }),
  gives: z.strictObject({ volume: z.string().describe('Name of the PersistentVolume.') }),
  throws: [NameTaken, NotProven, Unavailable],
  needs: (p, mode) =>
    recoverOnly(mode, () => [enterCluster(p), onVolumes(['get', 'create']), ...onMonitoring(p).moveClaims]),
  again: 'finds the PersistentVolume and the claim that an earlier attempt made, and goes on where it stopped',
})
