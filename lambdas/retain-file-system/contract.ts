// Keep the file system that WordPress used before, and its volume: say why and until when on the file system itself.
import * as z from 'zod'
import { instant } from '../../domain/instant.ts'
import { recoverOnly } from '../application-needs.ts'
import { contract } from '../contract.ts'
import { sourceFileSystem } from '../files-needs.ts'
import { allow } from '../needs.ts'

export const retainFileSystem = contract({
  name: 'retain-file-system',
  effect: 'changes',
  production: true,
  takes: z.strictObject({
    fileSystem: z.string(),
    volume: z.string().describe('Name of the released volume that stands for it.'),
    why: z.string(),
    days: z.int().min(1),
  }),
  gives: z.strictObject({
    retained: z.array(z.strictObject({ id: z.string(), why: z.string(), until: instant })),
  }),
  throws: [],
  // A drill keeps nothing.
  needs: (p, mode) => recoverOnly(mode, () => [allow('elasticfilesystem:TagResource', [sourceFileSystem(p)])]),
  again: 'sets the same tags; the time until it is kept counts from the latest attempt',
})
