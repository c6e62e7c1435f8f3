// Wait out the run's restore job, which cannot be cancelled, and remove what it left on the live file system.
import * as z from 'zod'
import { JobFailed, NameTaken, NotProven } from '../../domain/errors.ts'
import { filesSchema } from '../../domain/platform.ts'
import { recoverOnly } from '../application-needs.ts'
import { check } from '../contract.ts'
import { lookForFileJobs, readJobs, startJobs } from '../files-needs.ts'

export const sweepRestoredItems = check({
  name: 'sweep-restored-items',
  production: true,
  takes: z.strictObject({
    clusterName: z.string(),
    namespace: z.string(),
    copy: filesSchema.shape.copy,
  }),
  gives: z.strictObject({ removed: z.int().describe('Entries, directories counted.') }),
  throws: [JobFailed, NotProven, NameTaken],
  needs: (p, mode) => recoverOnly(mode, () => [lookForFileJobs(), ...startJobs(p, mode), ...readJobs(p, mode)]),
  again: 'finds its Job, and nothing to remove when no restore was ever started',
})
