// Do the accounts in the secrets reach the restored database? It has the passwords of the restore moment.
import * as z from 'zod'
import { Missing } from '../../domain/errors.ts'
import { contract } from '../contract.ts'
import { query, restoredClusters } from '../database-needs.ts'

export const checkLogins = contract({
  name: 'check-logins',
  effect: 'reads',
  takes: z.strictObject({
    clusterArn: z.string(),
    database: z.string(),
    secrets: z.strictObject({ application: z.string(), reader: z.string() }),
  }),
  gives: z.strictObject({ application: z.boolean(), reader: z.boolean(), allWork: z.boolean() }),
  throws: [Missing],
  needs: (p, mode) => query(p, [restoredClusters(p, mode)], [p.database.secret, p.database.readerSecret]),
  again: 'only reads',
})
