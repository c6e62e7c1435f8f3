// Keep the file system that this run restored instead of deleting it: it is proved, and the next run may adopt it.
import * as z from 'zod'
import { instant } from '../../domain/instant.ts'
import { recoverOnly } from '../application-needs.ts'
import { contract } from '../contract.ts'
import { anyFileSystem, onRestored } from '../files-needs.ts'
import { allow } from '../needs.ts'

export const retainRestoredFiles = contract({
  name: 'retain-restored-files',
  effect: 'changes',
  takes: z.strictObject({ why: z.string(), days: z.int().min(1) }),
  gives: z.strictObject({
    retained: z
      .array(z.strictObject({ id: z.string(), why: z.string(), until: instant }))
      .describe('Empty when nothing was restored.'),
  }),
  throws: [],
  // A drill keeps nothing.
  needs: (p, mode) =>
    recoverOnly(mode, () => [
      allow('elasticfilesystem:DescribeFileSystems', anyFileSystem(p)),
      onRestored(p, mode, ['elasticfilesystem:TagResource']),
    ]),
  again: 'sets the same tags; the time until it is kept counts from the latest attempt',
})
