// Take back what this run copied onto the live file system, where it is still exactly that.
import * as z from 'zod'
import { JobFailed, Missing, NameTaken, NotProven } from '../../domain/errors.ts'
import { filesSchema } from '../../domain/platform.ts'
import { recoverOnly } from '../application-needs.ts'
import { check } from '../contract.ts'
import { onJobs, readJobs, startJobs } from '../files-needs.ts'

export const undoFileCopy = check({
  name: 'undo-file-copy',
  production: true,
  takes: z.strictObject({
    clusterName: z.string(),
    namespace: z.string(),
    copy: filesSchema.shape.copy,
    directory: z.string().nullable().describe('Restore directory, with which what was copied is compared.'),
    items: z.array(z.string()).nullable(),
  }),
  gives: z.strictObject({
    removed: z.int(),
    kept: z.int().describe('Changed by people since, or not empty: it stays, and is listed.'),
  }),
  throws: [JobFailed, NotProven, NameTaken, Missing],
  needs: (p, mode) =>
    recoverOnly(mode, () => [...startJobs(p, mode), ...readJobs(p, mode), onJobs(p, mode, ['delete'])]),
  again: 'finds its Job, and nothing to remove when nothing was copied',
})
