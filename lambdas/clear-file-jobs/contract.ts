// Remove the run's Jobs, and the claims and volumes through which they mounted. The file systems are not touched.
import * as z from 'zod'
import { enterCluster } from '../application-needs.ts'
import { contract } from '../contract.ts'
import { onClaims, onJobs, onVolumes } from '../files-needs.ts'

export const clearFileJobs = contract({
  name: 'clear-file-jobs',
  effect: 'changes',
  takes: z.strictObject({ clusterName: z.string(), namespace: z.string() }),
  gives: z.strictObject({ removed: z.array(z.string()) }),
  throws: [],
  needs: (p, mode) => [
    enterCluster(p),
    onJobs(p, mode, ['list', 'delete']),
    onClaims(p, mode, ['get', 'delete']),
    onVolumes(['get', 'delete']),
  ],
  again: 'what is gone stays gone; what is not this run’s is left alone',
})
