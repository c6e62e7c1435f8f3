// Look at Prometheus or Grafana for what would stop its restore later: workload, claim, volume, node, key, recovery point or export.
import * as z from 'zod'
import { instant } from '../../domain/instant.ts'
import { storeName } from '../../domain/monitoring/store.ts'
import { monitoringSchema } from '../../domain/platform.ts'
import { contract } from '../contract.ts'
import { findRestorable, listExports } from '../monitoring-needs.ts'

export const preflightStore = contract({
  name: 'preflight-store',
  effect: 'reads',
  takes: z.strictObject({
    clusterName: z.string(),
    monitoring: monitoringSchema,
    store: storeName,
    from: z.enum(['recovery-point', 'export', 'leave']),
    lostAt: instant.nullable(),
    named: z.string().nullable(),
  }),
  gives: z.strictObject({ blockers: z.array(z.string()), notes: z.array(z.string()) }),
  throws: [],
  needs: (p, mode) => [
    ...findRestorable(p),
    // A drill imports nothing.
    ...(mode === 'recover' ? [listExports(p)] : []),
  ],
  again: 'only reads',
})
