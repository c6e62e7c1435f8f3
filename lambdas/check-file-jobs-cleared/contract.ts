// Are the run's Jobs gone, with their pods, claims and volumes?
import * as z from 'zod'
import { enterCluster } from '../application-needs.ts'
import { check } from '../contract.ts'
import { onClaims, onJobs, onVolumes } from '../files-needs.ts'

export const checkFileJobsCleared = check({
  name: 'check-file-jobs-cleared',
  takes: z.strictObject({ clusterName: z.string(), namespace: z.string() }),
  gives: z.strictObject({}),
  watches: true,
  throws: [],
  needs: (p, mode) => [
    enterCluster(p),
    onJobs(p, mode, ['list']),
    onClaims(p, mode, ['get']),
    onVolumes(['get', 'watch']),
  ],
})
