// Wait until Prometheus serves from its restored volume, has scraped its targets, and holds what it held at the recovery point.
import * as z from 'zod'
import { NotProven } from '../../domain/errors.ts'
import { instant } from '../../domain/instant.ts'
import { storeSchema } from '../../domain/monitoring/store.ts'
import { monitoringSchema } from '../../domain/platform.ts'
import { enterCluster, recoverOnly } from '../application-needs.ts'
import { check } from '../contract.ts'
import { onMonitoring } from '../monitoring-needs.ts'

export const checkPrometheus = check({
  name: 'check-prometheus',
  takes: z.strictObject({
    clusterName: z.string(),
    monitoring: monitoringSchema,
    store: storeSchema,
    moment: instant.describe('Of the recovery point.'),
    lostAt: instant.nullable(),
    rpo: z.int().describe('Seconds of metrics that may be missing before the loss.'),
  }),
  gives: z.strictObject({
    targetsUp: z.int(),
    newest: instant.describe('Of the samples from before the loss.'),
    oldest: instant.nullable(),
    proofs: z.array(z.string()),
  }),
  watches: true,
  throws: [NotProven],
  needs: (p, mode) =>
    recoverOnly(mode, () => [
      enterCluster(p),
      ...onMonitoring(p).readPrometheus,
      onMonitoring(p).watchPrometheus,
      onMonitoring(p).listPods,
      onMonitoring(p).askPrometheus,
    ]),
})
