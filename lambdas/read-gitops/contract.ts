// Remember whether Argo CD syncs the monitoring stack by itself: it would undo every scaling within minutes.
import * as z from 'zod'
import { Missing } from '../../domain/errors.ts'
import { kubernetesSchema, monitoringSchema } from '../../domain/platform.ts'
import { enterCluster } from '../application-needs.ts'
import { contract } from '../contract.ts'
import { onMonitoringArgo } from '../monitoring-needs.ts'

export const readGitops = contract({
  name: 'read-gitops',
  effect: 'reads',
  takes: z.strictObject({ kubernetes: kubernetesSchema, application: monitoringSchema.shape.argoApplication }),
  gives: z.strictObject({
    automated: z
      .string()
      .nullable()
      .describe('spec.syncPolicy.automated as JSON text; null: synced by hand, or no application.'),
    note: z.string(),
  }),
  throws: [Missing],
  needs: p => (p.monitoring.argoApplication === null ? [] : [enterCluster(p), ...onMonitoringArgo(p, 'get')]),
  again: 'only reads; the first reading is the one that is recorded',
})
