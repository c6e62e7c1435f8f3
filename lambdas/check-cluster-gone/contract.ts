// Wait until nothing that this run restored is left, asking on the way for what can be deleted only now.
import * as z from 'zod'
import { check } from '../contract.ts'
import { deleting } from '../database-needs.ts'

export const checkClusterGone = check({
  name: 'check-cluster-gone',
  takes: z.strictObject({ source: z.string() }),
  gives: z.strictObject({}),
  throws: [],
  needs: (p, mode) => deleting(p, mode),
  again: 'asks only for what is not being deleted yet',
})
