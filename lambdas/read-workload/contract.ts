// Remember how WordPress runs: replicas, autoscaler, CronJobs, Argo CD's policy, the secret's version and rotation.
import * as z from 'zod'
import { Missing } from '../../domain/errors.ts'
import { kubernetesSchema } from '../../domain/platform.ts'
import { workloadSchema } from '../../domain/workload.ts'
import { enterCluster, onArgo, onWordpress } from '../application-needs.ts'
import { contract } from '../contract.ts'
import { allow, arns } from '../needs.ts'

export const readWorkload = contract({
  name: 'read-workload',
  effect: 'reads',
  takes: z.strictObject({
    kubernetes: kubernetesSchema,
    secret: z.string(),
    replicas: z
      .int()
      .min(1)
      .optional()
      .describe('Replicas to serve with, where WordPress stands by and none run. Default: those found, or the least.'),
  }),
  gives: workloadSchema,
  throws: [Missing],
  needs: p => {
    const { readDeployments, listAutoscalers, listCronJobs } = onWordpress(p)
    return [
      enterCluster(p),
      ...[readDeployments, listAutoscalers, listCronJobs],
      ...onArgo(p, 'get'),
      allow('secretsmanager:DescribeSecret', [arns(p).secret(p.database.secret)]),
    ]
  },
  again: 'only reads; the first reading is the one that is recorded',
})
