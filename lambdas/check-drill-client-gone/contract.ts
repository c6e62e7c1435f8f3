// Is the drill's client gone, with its pods?
import * as z from 'zod'
import { drillSchema } from '../../domain/platform.ts'
import { enterCluster, onDrillJobs, onDrillPods } from '../application-needs.ts'
import { check } from '../contract.ts'

export const checkDrillClientGone = check({
  name: 'check-drill-client-gone',
  takes: z.strictObject({ clusterName: z.string(), drill: drillSchema }),
  gives: z.strictObject({}),
  watches: true,
  throws: [],
  needs: p => [enterCluster(p), onDrillJobs(p, ['get']), onDrillPods(p, ['list', 'watch'])],
})
