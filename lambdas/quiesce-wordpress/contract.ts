// Stop everything of the application that writes: pause Argo CD, suspend CronJobs, scale WordPress to 0.
import * as z from 'zod'
import { Missing } from '../../domain/errors.ts'
import { kubernetesSchema } from '../../domain/platform.ts'
import { workloadSchema } from '../../domain/workload.ts'
import { enterCluster, onArgo, onWordpress, recoverOnly } from '../application-needs.ts'
import { contract } from '../contract.ts'

export const quiesceWordpress = contract({
  name: 'quiesce-wordpress',
  effect: 'changes',
  production: true,
  takes: z.strictObject({
    kubernetes: kubernetesSchema,
    workload: workloadSchema,
    standsBy: z
      .boolean()
      .optional()
      .describe('It stood at 0 before, with Argo CD at work: that goes on. Default false: Argo CD is paused.'),
  }),
  gives: z.strictObject({
    replicasBefore: z.int().describe('Wanted just before; 0 when an earlier attempt had stopped it.'),
    suspended: z.array(z.string()).describe('CronJobs suspended by this run.'),
    argoPaused: z.boolean(),
  }),
  throws: [Missing],
  needs: (p, mode) =>
    recoverOnly(mode, () => [
      enterCluster(p),
      ...onArgo(p, 'patch'),
      onWordpress(p).suspendCronJobs,
      onWordpress(p).setScale,
    ]),
  again: 'sets the same values again',
})
