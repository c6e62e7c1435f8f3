// Let a store run as it did, through whoever owns the workload. At the cutover, and as undo of its stop.
import * as z from 'zod'
import { Missing } from '../../domain/errors.ts'
import { storeSchema } from '../../domain/monitoring/store.ts'
import { monitoringSchema } from '../../domain/platform.ts'
import { enterCluster, recoverOnly } from '../application-needs.ts'
import { contract } from '../contract.ts'
import { onMonitoring, onVolumes } from '../monitoring-needs.ts'

export const startStore = contract({
  name: 'start-store',
  effect: 'changes',
  production: true,
  takes: z.strictObject({
    clusterName: z.string(),
    monitoring: monitoringSchema,
    store: storeSchema,
    back: z
      .boolean()
      .describe('As it was before the run: not started if it was stopped, its reclaim policy as it was.'),
  }),
  gives: z.strictObject({ replicas: z.int().describe('Wanted from now on.') }),
  throws: [Missing],
  needs: (p, mode) =>
    recoverOnly(mode, () => [
      enterCluster(p),
      onVolumes(['get', 'patch']),
      onMonitoring(p).readClaims,
      ...onMonitoring(p).scale,
    ]),
  again: 'sets the same values again; replicas are raised to the remembered count and never lowered',
})
