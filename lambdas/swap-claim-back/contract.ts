// Put a store's claim back on its old volume, and remove the PersistentVolume that this run made. The undo of swap-claim.
import * as z from 'zod'
import { NameTaken, NotProven, Unavailable } from '../../domain/errors.ts'
import { storeSchema } from '../../domain/monitoring/store.ts'
import { enterCluster, recoverOnly } from '../application-needs.ts'
import { contract } from '../contract.ts'
import { onMonitoring, onVolumes } from '../monitoring-needs.ts'

export const swapClaimBack = contract({
  name: 'swap-claim-back',
  effect: 'changes',
  production: true,
  takes: z.strictObject({ clusterName: z.string(), store: storeSchema }),
  gives: z.strictObject({ volume: z.string().describe('Name of the PersistentVolume that the claim is on.') }),
  throws: [NameTaken, NotProven, Unavailable],
  needs: (p, mode) =>
    recoverOnly(mode, () => [enterCluster(p), onVolumes(['get', 'patch', 'delete']), ...onMonitoring(p).moveClaims]),
  again: 'a claim that is on the old volume, or never left it, stays there',
})
