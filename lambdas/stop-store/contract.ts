// Stop a store so that its claim can be moved: keep the old disk first, then no replicas, through whoever owns the workload.
import * as z from 'zod'
import { Missing } from '../../domain/errors.ts'
import { storeSchema } from '../../domain/monitoring/store.ts'
import { monitoringSchema } from '../../domain/platform.ts'
import { enterCluster, recoverOnly } from '../application-needs.ts'
import { contract } from '../contract.ts'
import { onMonitoring, onVolumes } from '../monitoring-needs.ts'

export const stopStore = contract({
  name: 'stop-store',
  effect: 'changes',
  production: true,
  takes: z.strictObject({
    clusterName: z.string(),
    monitoring: monitoringSchema,
    store: storeSchema,
    onlyIfMoved: z.boolean().describe('Do nothing while its claim is not on what this run restored.'),
  }),
  gives: z.strictObject({
    replicasBefore: z
      .int()
      .nullable()
      .describe('Wanted just before; 0 when an earlier attempt had stopped it. Null: nothing was done.'),
  }),
  throws: [Missing],
  needs: (p, mode) =>
    recoverOnly(mode, () => [
      enterCluster(p),
      onMonitoring(p).readClaims,
      onVolumes(['get', 'patch']),
      ...onMonitoring(p).scale,
    ]),
  again: 'sets the same values again',
})
