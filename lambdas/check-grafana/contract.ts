// Wait until Grafana serves, and count its dashboards, folders and data sources against what there was.
import * as z from 'zod'
import { NotProven } from '../../domain/errors.ts'
import { instant } from '../../domain/instant.ts'
import { monitoringSchema } from '../../domain/platform.ts'
import { enterCluster, recoverOnly } from '../application-needs.ts'
import { check } from '../contract.ts'
import { onMonitoring, readExports } from '../monitoring-needs.ts'

export const checkGrafana = check({
  name: 'check-grafana',
  takes: z.strictObject({
    clusterName: z.string(),
    monitoring: monitoringSchema,
    before: instant.describe('An export of dashboards from before then says how many there must be.'),
    dashboards: z.int().nullable().describe('How many there must be. Null: as many as in that export.'),
  }),
  gives: z.strictObject({
    dashboards: z.int(),
    folders: z.int(),
    sources: z.int(),
    proofs: z.array(z.string()),
  }),
  watches: true,
  throws: [NotProven],
  needs: (p, mode) =>
    recoverOnly(mode, () => [
      enterCluster(p),
      ...onMonitoring(p).readGrafana,
      onMonitoring(p).watchGrafana,
      onMonitoring(p).listPods,
      onMonitoring(p).enterGrafana,
      onMonitoring(p).readAdminSecret,
      ...readExports(p),
    ]),
})
