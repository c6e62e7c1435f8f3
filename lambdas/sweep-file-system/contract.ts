// Wait out the run's restore job, which cannot be cancelled, and delete the file system that it made.
import * as z from 'zod'
import { check } from '../contract.ts'
import { anyFileSystem, discardingFiles, findFiles, lookForFileJobs, seeDoors } from '../files-needs.ts'

export const sweepFileSystem = check({
  name: 'sweep-file-system',
  takes: z.strictObject({}),
  gives: z.strictObject({}),
  throws: [],
  needs: (p, mode) => [
    lookForFileJobs(),
    findFiles(anyFileSystem(p)),
    seeDoors(anyFileSystem(p)),
    ...discardingFiles(p, mode),
  ],
  again: 'asks only for what is not being deleted yet, and finds nothing when no job was ever started',
})
