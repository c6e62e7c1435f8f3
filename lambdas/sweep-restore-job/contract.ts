// Wait out the restore job of the run, which cannot be cancelled, and delete what it makes.
import * as z from 'zod'
import { check } from '../contract.ts'
import { deleting, lookForRestoreJobs, restoredClusters } from '../database-needs.ts'
import { allow } from '../needs.ts'

export const sweepRestoreJob = check({
  name: 'sweep-restore-job',
  takes: z.strictObject({ source: z.string().describe('Identifier of the cluster that was restored from.') }),
  gives: z.strictObject({}),
  throws: [],
  needs: (p, mode) => [
    lookForRestoreJobs(),
    ...deleting(p, mode),
    // What AWS Backup made has no tag of the run until it gets one here.
    allow(['rds:AddTagsToResource', 'rds:RemoveTagsFromResource'], restoredClusters(p, mode)),
  ],
  again: 'asks only for what is not being deleted yet, and finds nothing when no job was ever started',
})
