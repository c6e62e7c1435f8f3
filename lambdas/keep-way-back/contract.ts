// Say what is kept on the live file system for going back: should the run stop here, nobody must have to look for it.
import * as z from 'zod'
import { instant } from '../../domain/instant.ts'
import { contract } from '../contract.ts'

export const keepWayBack = contract({
  name: 'keep-way-back',
  // It changes nothing but the journal, from which the report takes what is retained.
  effect: 'changes',
  takes: z.strictObject({
    fileSystem: z.string(),
    namespace: z.string(),
    directory: z.string().nullable(),
    days: z.int().min(1),
  }),
  gives: z.strictObject({
    retained: z.array(z.strictObject({ id: z.string(), why: z.string(), until: instant })),
    ids: z.array(z.string()),
  }),
  throws: [],
  needs: () => [],
  again: 'only writes the journal',
})
