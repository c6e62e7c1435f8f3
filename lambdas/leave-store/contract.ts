// Say that a store is left as it is: the approval shows what becomes of both, chosen or not.
import * as z from 'zod'
import { storeName } from '../../domain/monitoring/store.ts'
import { contract } from '../contract.ts'

export const leaveStore = contract({
  name: 'leave-store',
  effect: 'reads',
  takes: z.strictObject({ store: storeName }),
  gives: z.strictObject({ outlook: z.string() }),
  throws: [],
  needs: () => [],
  again: 'only computes',
})
