// Remember which dashboards, folders and data sources Grafana holds: an import adds to them, and its undo removes no other.
import * as z from 'zod'
import { Missing } from '../../domain/errors.ts'
import { heldSchema } from '../../domain/monitoring/dashboards.ts'
import { monitoringSchema } from '../../domain/platform.ts'
import { enterCluster, recoverOnly } from '../application-needs.ts'
import { contract } from '../contract.ts'
import { onMonitoring } from '../monitoring-needs.ts'

export const readDashboards = contract({
  name: 'read-dashboards',
  effect: 'reads',
  takes: z.strictObject({ clusterName: z.string(), monitoring: monitoringSchema }),
  gives: heldSchema,
  throws: [Missing],
  needs: (p, mode) =>
    recoverOnly(mode, () => [enterCluster(p), onMonitoring(p).enterGrafana, onMonitoring(p).readAdminSecret]),
  again: 'only reads; the first reading is the one that is recorded',
})
