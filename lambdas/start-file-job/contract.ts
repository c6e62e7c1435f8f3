// Start a Job that reads files, or prepares a file system that nobody uses yet.
import * as z from 'zod'
import { NameTaken } from '../../domain/errors.ts'
import { jobTask, preparingModes, readingModes } from '../../domain/files/program.ts'
import { filesSchema } from '../../domain/platform.ts'
import { contract } from '../contract.ts'
import { startJobs } from '../files-needs.ts'

export const startFileJob = contract({
  name: 'start-file-job',
  effect: 'changes',
  takes: z.strictObject({
    clusterName: z.string(),
    namespace: z.string(),
    copy: filesSchema.shape.copy,
    mode: z.enum([...readingModes, ...preparingModes]),
    task: jobTask,
  }),
  gives: z.strictObject({
    what: z.string(),
    expected: z.int().describe('Seconds that it will probably take.'),
  }),
  throws: [NameTaken],
  needs: startJobs,
  again: 'finds the Job that an earlier attempt of this run created',
})
