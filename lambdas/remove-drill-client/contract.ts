// Remove the drill's client, with its pods. The undo of start-drill-client, and part of tidying up.
import * as z from 'zod'
import { NameTaken } from '../../domain/errors.ts'
import { drillSchema } from '../../domain/platform.ts'
import { enterCluster, onDrillJobs } from '../application-needs.ts'
import { contract } from '../contract.ts'

export const removeDrillClient = contract({
  name: 'remove-drill-client',
  effect: 'changes',
  takes: z.strictObject({ clusterName: z.string(), drill: drillSchema }),
  gives: z.strictObject({ removed: z.boolean().describe('False when there was none.') }),
  throws: [NameTaken],
  needs: p => [enterCluster(p), onDrillJobs(p, ['get', 'delete'])],
  again: "a Job that is gone stays gone; another run's Job is refused",
})
