// Give Argo CD its own policy back. After the cutover, and as undo of the pause.
import * as z from 'zod'
import { kubernetesSchema, monitoringSchema } from '../../domain/platform.ts'
import { enterCluster, recoverOnly } from '../application-needs.ts'
import { contract } from '../contract.ts'
import { onMonitoringArgo } from '../monitoring-needs.ts'

export const resumeGitops = contract({
  name: 'resume-gitops',
  effect: 'changes',
  production: true,
  takes: z.strictObject({
    kubernetes: kubernetesSchema,
    application: monitoringSchema.shape.argoApplication,
    automated: z.string().nullable(),
  }),
  gives: z.strictObject({ resumed: z.boolean() }),
  throws: [],
  needs: (p, mode) =>
    p.monitoring.argoApplication === null
      ? []
      : recoverOnly(mode, () => [enterCluster(p), ...onMonitoringArgo(p, 'patch')]),
  again: 'sets the same value again',
})
