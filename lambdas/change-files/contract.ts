// Start a Job that writes to the live file system: tries whether it can, copies back, or removes the restore directory.
import * as z from 'zod'
import { NameTaken } from '../../domain/errors.ts'
import { jobTask } from '../../domain/files/program.ts'
import { filesSchema } from '../../domain/platform.ts'
import { recoverOnly } from '../application-needs.ts'
import { contract } from '../contract.ts'
import { startJobs } from '../files-needs.ts'

export const changeFiles = contract({
  name: 'change-files',
  effect: 'changes',
  production: true,
  takes: z.strictObject({
    clusterName: z.string(),
    namespace: z.string(),
    copy: filesSchema.shape.copy,
    mode: z.enum(['probe', 'copy', 'discard']),
    task: jobTask,
  }),
  gives: z.strictObject({
    what: z.string(),
    expected: z.int().describe('Seconds that it will probably take.'),
  }),
  throws: [NameTaken],
  needs: (p, mode) => recoverOnly(mode, () => startJobs(p, mode)),
  again: 'finds the Job that an earlier attempt of this run created',
})
