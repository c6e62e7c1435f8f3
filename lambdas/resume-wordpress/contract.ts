// Let WordPress run as it did: scale it back, resume its CronJobs, give Argo CD its policy back. At cutover and as undo.
import * as z from 'zod'
import { Missing } from '../../domain/errors.ts'
import { kubernetesSchema } from '../../domain/platform.ts'
import { workloadSchema } from '../../domain/workload.ts'
import { enterCluster, onArgo, onWordpress, recoverOnly } from '../application-needs.ts'
import { contract } from '../contract.ts'

export const resumeWordpress = contract({
  name: 'resume-wordpress',
  effect: 'changes',
  production: true,
  takes: z.strictObject({
    kubernetes: kubernetesSchema,
    workload: workloadSchema,
    startIfStopped: z
      .boolean()
      .optional()
      .describe(
        'Start it though it was scaled to 0 before the run. Default true; an undo passes false to leave it as it was.',
      ),
  }),
  gives: z.strictObject({
    replicas: z.int().describe('Wanted from now on.'),
    resumed: z.array(z.string()).describe('CronJobs that run again.'),
    argoRestored: z.boolean(),
  }),
  throws: [Missing],
  needs: (p, mode) =>
    recoverOnly(mode, () => [
      enterCluster(p),
      onWordpress(p).setScale,
      onWordpress(p).suspendCronJobs,
      ...onArgo(p, 'patch'),
    ]),
  again: 'sets the same values again; replicas are raised to the remembered count and never lowered',
})
