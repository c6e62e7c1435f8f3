// Are the Job of a drill, its pods, its claim and the volume object gone?
import * as z from 'zod'
import { storeName } from '../../domain/monitoring/store.ts'
import { drillSchema } from '../../domain/platform.ts'
import { enterCluster, onDrillJobs, onDrillPods } from '../application-needs.ts'
import { check } from '../contract.ts'
import { onDrillClaims, onVolumes } from '../monitoring-needs.ts'

export const checkInspectionGone = check({
  name: 'check-inspection-gone',
  takes: z.strictObject({ clusterName: z.string(), drill: drillSchema, store: storeName }),
  gives: z.strictObject({}),
  watches: true,
  throws: [],
  needs: p => [
    enterCluster(p),
    onDrillJobs(p, ['get']),
    onDrillPods(p),
    onDrillClaims(p, ['get']),
    onVolumes(['get', 'watch']),
  ],
  again: 'only looks',
})
