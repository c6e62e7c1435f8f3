// Look at the application for what would stop the run later: Kubernetes, the secret and its copy, Argo CD, the site.
import * as z from 'zod'
import { kubernetesSchema } from '../../domain/platform.ts'
import { enterCluster, onArgo, onWordpress } from '../application-needs.ts'
import { contract } from '../contract.ts'
import { allow, arns } from '../needs.ts'

export const preflightApplication = contract({
  name: 'preflight-application',
  effect: 'reads',
  takes: z.strictObject({
    kubernetes: kubernetesSchema,
    secret: z.string(),
    url: z.url(),
    promotes: z
      .boolean()
      .optional()
      .describe('The run will make a replica of the secret one of its own. Default false.'),
  }),
  gives: z.strictObject({
    blockers: z.array(z.string()).describe('Each would stop the run later.'),
    notes: z.array(z.string()).describe('Worth knowing before approving.'),
  }),
  throws: [],
  needs: p => {
    const wordpress = onWordpress(p)
    const { readDeployments, listAutoscalers, listCronJobs, readCopyRule } = wordpress
    return [
      enterCluster(p),
      ...[readDeployments, listAutoscalers, listCronJobs, readCopyRule],
      ...onArgo(p, 'get'),
      allow(['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'], [arns(p).secret(p.database.secret)]),
    ]
  },
  again: 'only reads',
})
