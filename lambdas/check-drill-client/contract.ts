// Has the drill's client read from the restored cluster?
import * as z from 'zod'
import { Missing, NotProven } from '../../domain/errors.ts'
import { drillSchema } from '../../domain/platform.ts'
import { enterCluster, onDrillJobs, onDrillPods } from '../application-needs.ts'
import { check } from '../contract.ts'

export const checkDrillClient = check({
  name: 'check-drill-client',
  takes: z.strictObject({ clusterName: z.string(), drill: drillSchema }),
  gives: z.strictObject({ seconds: z.number().describe('From the start of the Job to its completion.') }),
  watches: true,
  throws: [Missing, NotProven],
  needs: p => [enterCluster(p), onDrillJobs(p, ['get', 'watch']), onDrillPods(p)],
})
