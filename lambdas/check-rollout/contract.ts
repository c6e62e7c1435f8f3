// Has a rollout come to its end? What `kubectl rollout status` checks (aws-behaviour 3.2).
import * as z from 'zod'
import { Missing, Unhealthy } from '../../domain/errors.ts'
import { kubernetesSchema } from '../../domain/platform.ts'
import { enterCluster, onWordpress } from '../application-needs.ts'
import { check } from '../contract.ts'

export const checkRollout = check({
  name: 'check-rollout',
  takes: z.strictObject({
    kubernetes: kubernetesSchema,
    deployment: z.string(),
    replicas: z
      .int()
      .min(0)
      .describe('What it was scaled to. An autoscaler may want another count by now, but never 0.'),
  }),
  gives: z.strictObject({ ready: z.int().describe('Replicas that are available.') }),
  watches: true,
  throws: [Missing, Unhealthy],
  needs: p => {
    const { readDeployment, watchDeployment, listPods } = onWordpress(p)
    return [enterCluster(p), readDeployment, watchDeployment, listPods]
  },
})
