// Look which of Prometheus and Grafana can be restored from copies of another region, and say how old these are. Nothing here stops a run.
import * as z from 'zod'
import { monitoringSchema } from '../../domain/platform.ts'
import { contract } from '../contract.ts'
import { findRestorable } from '../monitoring-needs.ts'

const way = z.enum(['recovery-point', 'leave'])

export const lookAtMonitoring = contract({
  name: 'look-at-monitoring',
  effect: 'reads',
  takes: z.strictObject({
    clusterName: z.string(),
    monitoring: monitoringSchema,
    home: z.string().describe('The region that the copies came from.'),
    wanted: z.enum(['restore', 'leave']),
  }),
  gives: z.strictObject({
    ways: z.strictObject({ prometheus: way, grafana: way }).describe('From its copy, or left as it stands by here.'),
    any: z.boolean().describe('One of them is restored.'),
    told: z.array(z.string()).describe('One line a store: what its copy holds and how old that is, or why it is left.'),
  }),
  throws: [],
  needs: findRestorable,
  again: 'only reads; the first look is the one that is recorded',
})
