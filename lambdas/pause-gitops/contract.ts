// Have Argo CD sync the monitoring stack by hand until the cutover is over.
import * as z from 'zod'
import { kubernetesSchema, monitoringSchema } from '../../domain/platform.ts'
import { enterCluster, recoverOnly } from '../application-needs.ts'
import { contract } from '../contract.ts'
import { onMonitoringArgo } from '../monitoring-needs.ts'

export const pauseGitops = contract({
  name: 'pause-gitops',
  effect: 'changes',
  production: true,
  takes: z.strictObject({
    kubernetes: kubernetesSchema,
    application: monitoringSchema.shape.argoApplication,
    automated: z
      .string()
      .nullable()
      .describe('The policy as it was read, which the application remembers while it is paused.'),
  }),
  gives: z.strictObject({ paused: z.boolean() }),
  throws: [],
  needs: (p, mode) =>
    p.monitoring.argoApplication === null
      ? []
      : recoverOnly(mode, () => [enterCluster(p), ...onMonitoringArgo(p, 'patch')]),
  again: 'sets the same value again, with the same memory of the policy',
})
