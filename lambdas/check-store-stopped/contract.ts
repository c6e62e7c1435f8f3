// Are all pods of a store gone? Until then its claim cannot go, and two pods would write.
import * as z from 'zod'
import { storeSchema } from '../../domain/monitoring/store.ts'
import { monitoringSchema } from '../../domain/platform.ts'
import { enterCluster, recoverOnly } from '../application-needs.ts'
import { check } from '../contract.ts'
import { onMonitoring } from '../monitoring-needs.ts'

export const checkStoreStopped = check({
  name: 'check-store-stopped',
  takes: z.strictObject({
    clusterName: z.string(),
    monitoring: monitoringSchema,
    store: storeSchema,
    onlyIfMoved: z.boolean().describe('Nothing was stopped while its claim is not on what this run restored.'),
  }),
  gives: z.strictObject({}),
  watches: true,
  throws: [],
  needs: (p, mode) =>
    recoverOnly(mode, () => {
      const { readClaims, listPods, watchPods } = onMonitoring(p)
      return [enterCluster(p), readClaims, listPods, watchPods]
    }),
})
