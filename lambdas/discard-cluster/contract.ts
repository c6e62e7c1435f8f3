// Delete the cluster that this run restored, readers first; an adopted one goes back to the run that had kept it.
import * as z from 'zod'
import { contract } from '../contract.ts'
import { deleting, givingBack } from '../database-needs.ts'

export const discardCluster = contract({
  name: 'discard-cluster',
  effect: 'changes',
  takes: z.strictObject({ source: z.string().describe('Identifier of the cluster that was restored from.') }),
  gives: z.strictObject({
    asked: z.array(z.string()).describe('What AWS has begun to delete.'),
    givenBack: z.array(z.string()),
    left: z.array(z.string()).describe('What is still to wait for.'),
  }),
  throws: [],
  needs: (p, mode) => [...deleting(p, mode), ...givingBack(p, mode)],
  again: 'asks only for what is not being deleted yet, and finds nothing when there never was a cluster',
})
