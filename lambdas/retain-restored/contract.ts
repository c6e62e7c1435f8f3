// Keep what this run restored instead of deleting it: it is proved, and the next run may adopt it.
import * as z from 'zod'
import { instant } from '../../domain/instant.ts'
import { contract } from '../contract.ts'
import { listClusters, restoredClusters } from '../database-needs.ts'
import { allow } from '../needs.ts'

export const retainRestored = contract({
  name: 'retain-restored',
  effect: 'changes',
  takes: z.strictObject({
    source: z.string().describe('Identifier of the cluster that was restored from.'),
    why: z.string(),
    days: z.int().min(1),
  }),
  gives: z.strictObject({
    retained: z
      .array(z.strictObject({ id: z.string(), why: z.string(), until: instant }))
      .describe('Empty when nothing was restored.'),
  }),
  throws: [],
  // A drill keeps nothing.
  needs: (p, mode) =>
    mode === 'recover' ? [listClusters(p), allow('rds:AddTagsToResource', [restoredClusters(p, mode)])] : [],
  again: 'sets the same tags; the time until it is kept counts from the latest attempt',
})
