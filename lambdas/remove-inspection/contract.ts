// Remove the Job of a drill and its claim; what they held goes when both are gone.
import * as z from 'zod'
import { storeName } from '../../domain/monitoring/store.ts'
import { drillSchema } from '../../domain/platform.ts'
import { enterCluster, onDrillJobs } from '../application-needs.ts'
import { contract } from '../contract.ts'
import { onDrillClaims, onVolumes } from '../monitoring-needs.ts'

export const removeInspection = contract({
  name: 'remove-inspection',
  effect: 'changes',
  takes: z.strictObject({ clusterName: z.string(), drill: drillSchema, store: storeName }),
  gives: z.strictObject({}),
  throws: [],
  needs: p => [
    enterCluster(p),
    onDrillJobs(p, ['get', 'delete']),
    onDrillClaims(p, ['get', 'delete']),
    onVolumes(['get', 'delete']),
  ],
  again: 'what is gone stays gone; what belongs to another run is left alone',
})
