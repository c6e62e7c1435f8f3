// Has the Job of the drill found in the restored volume what belongs there?
import * as z from 'zod'
import { Missing, NotProven } from '../../domain/errors.ts'
import { instant } from '../../domain/instant.ts'
import { storeName } from '../../domain/monitoring/store.ts'
import { drillSchema } from '../../domain/platform.ts'
import { enterCluster, onDrillJobs, onDrillPods } from '../application-needs.ts'
import { check } from '../contract.ts'

export const checkInspection = check({
  name: 'check-inspection',
  takes: z.strictObject({
    clusterName: z.string(),
    drill: drillSchema,
    store: storeName,
    moment: instant.describe('Of the recovery point.'),
  }),
  gives: z.strictObject({ proofs: z.array(z.string()) }),
  watches: true,
  throws: [Missing, NotProven],
  needs: p => [enterCluster(p), onDrillJobs(p, ['get', 'watch']), onDrillPods(p)],
})
