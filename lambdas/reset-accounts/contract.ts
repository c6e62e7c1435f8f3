// Give the accounts that the restored database refuses the passwords that their secrets hold now.
import * as z from 'zod'
import { CallRefused, Missing } from '../../domain/errors.ts'
import { contract } from '../contract.ts'
import { query, restoredClusters } from '../database-needs.ts'

export const resetAccounts = contract({
  name: 'reset-accounts',
  effect: 'changes',
  takes: z.strictObject({
    clusterArn: z.string(),
    database: z.string(),
    secrets: z.strictObject({ application: z.string(), reader: z.string() }),
    masterSecret: z.string(),
  }),
  gives: z.strictObject({ reset: z.array(z.enum(['application', 'reader'])) }),
  throws: [Missing, CallRefused],
  needs: (p, mode) => {
    const { secret, readerSecret, masterSecret } = p.database
    return query(p, [restoredClusters(p, mode)], [secret, readerSecret, masterSecret])
  },
  again: 'an account that can log in is left alone',
})
