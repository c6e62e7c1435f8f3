// Is every writer gone? No pod of WordPress, terminating ones included, and no job of a CronJob that still runs.
import * as z from 'zod'
import { Missing } from '../../domain/errors.ts'
import { instant } from '../../domain/instant.ts'
import { kubernetesSchema } from '../../domain/platform.ts'
import { enterCluster, onWordpress } from '../application-needs.ts'
import { check } from '../contract.ts'

export const checkPodsGone = check({
  name: 'check-pods-gone',
  takes: z.strictObject({ kubernetes: kubernetesSchema }),
  gives: z.strictObject({ at: instant.describe('From here on nobody writes.') }),
  watches: true,
  throws: [Missing],
  needs: p => {
    const { readDeployment, listPods, watchPods, listCronJobs } = onWordpress(p)
    return [enterCluster(p), readDeployment, listPods, watchPods, listCronJobs]
  },
})
