// Remove from Grafana what an import of this run has added. The undo of import-dashboards.
import * as z from 'zod'
import { CallRefused, Missing } from '../../domain/errors.ts'
import { heldSchema } from '../../domain/monitoring/dashboards.ts'
import { monitoringSchema } from '../../domain/platform.ts'
import { enterCluster, recoverOnly } from '../application-needs.ts'
import { contract } from '../contract.ts'
import { onMonitoring, readExport } from '../monitoring-needs.ts'

export const removeImports = contract({
  name: 'remove-imports',
  effect: 'changes',
  production: true,
  takes: z.strictObject({ clusterName: z.string(), monitoring: monitoringSchema, key: z.string(), held: heldSchema }),
  gives: z.strictObject({ dashboards: z.int(), folders: z.int(), sources: z.int() }),
  throws: [Missing, CallRefused],
  needs: (p, mode) =>
    recoverOnly(mode, () => [
      enterCluster(p),
      onMonitoring(p).removeFromGrafana,
      onMonitoring(p).readAdminSecret,
      ...readExport(p),
    ]),
  again: 'what is gone stays gone; what was there before the import is left alone',
  timeout: 300,
})
