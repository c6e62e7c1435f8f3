// Does a store run on its old volume as it did before the run? What was broken then need not be well now.
import * as z from 'zod'
import { storeSchema } from '../../domain/monitoring/store.ts'
import { monitoringSchema } from '../../domain/platform.ts'
import { enterCluster, recoverOnly } from '../application-needs.ts'
import { check } from '../contract.ts'
import { onMonitoring } from '../monitoring-needs.ts'

export const checkStoreRuns = check({
  name: 'check-store-runs',
  takes: z.strictObject({ clusterName: z.string(), monitoring: monitoringSchema, store: storeSchema }),
  gives: z.strictObject({}),
  watches: true,
  throws: [],
  needs: (p, mode) =>
    recoverOnly(mode, () => [
      enterCluster(p),
      ...onMonitoring(p).readPrometheus,
      ...onMonitoring(p).readGrafana,
      onMonitoring(p).watchPrometheus,
      onMonitoring(p).watchGrafana,
      onMonitoring(p).readClaims,
    ]),
})
