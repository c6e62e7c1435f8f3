// Say that what was kept for going back is gone: it is neither retained nor left behind.
import * as z from 'zod'
import { contract } from '../contract.ts'

export const forgetWayBack = contract({
  name: 'forget-way-back',
  // It changes nothing but the journal, from which the report takes what is retained.
  effect: 'changes',
  takes: z.strictObject({ ids: z.array(z.string()) }),
  gives: z.strictObject({ released: z.array(z.string()) }),
  throws: [],
  needs: () => [],
  again: 'only writes the journal',
})
