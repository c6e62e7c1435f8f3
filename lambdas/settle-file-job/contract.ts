// Wait until a Job of the run has ended, however: it tidies up behind itself, and must not be stopped in the middle.
import * as z from 'zod'
import { check } from '../contract.ts'
import { awaitJobs } from '../files-needs.ts'

export const settleFileJob = check({
  name: 'settle-file-job',
  takes: z.strictObject({ clusterName: z.string(), namespace: z.string(), what: z.string() }),
  gives: z.strictObject({}),
  watches: true,
  throws: [],
  needs: awaitJobs,
})
