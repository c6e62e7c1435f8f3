// Import the dashboards, folders and data sources of an export that Grafana does not have; what it has is kept.
import * as z from 'zod'
import { CallRefused, Missing } from '../../domain/errors.ts'
import { heldSchema } from '../../domain/monitoring/dashboards.ts'
import { monitoringSchema } from '../../domain/platform.ts'
import { enterCluster, recoverOnly } from '../application-needs.ts'
import { contract } from '../contract.ts'
import { onMonitoring, readExport } from '../monitoring-needs.ts'

export const importDashboards = contract({
  name: 'import-dashboards',
  effect: 'changes',
  production: true,
  takes: z.strictObject({ clusterName: z.string(), monitoring: monitoringSchema, key: z.string(), held: heldSchema }),
  gives: z.strictObject({
    dashboards: z.int(),
    folders: z.int(),
    sources: z.int(),
    report: z.array(z.strictObject({ title: z.string(), text: z.string() })),
  }),
  throws: [Missing, CallRefused],
  needs: (p, mode) =>
    recoverOnly(mode, () => [
      enterCluster(p),
      onMonitoring(p).addToGrafana,
      onMonitoring(p).readAdminSecret,
      ...readExport(p),
    ]),
  again: 'puts the same dashboards under the same uids; folders and data sources that are there are left alone',
  timeout: 300,
})
