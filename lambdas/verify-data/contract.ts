// Prove by reading that the restored database is whole, of the right moment, and without the damage.
import * as z from 'zod'
import { Missing, NotProven } from '../../domain/errors.ts'
import { instant } from '../../domain/instant.ts'
import { contract } from '../contract.ts'
import { query, restoredClusters, sourceCluster } from '../database-needs.ts'

export const verifyData = contract({
  name: 'verify-data',
  effect: 'reads',
  takes: z.strictObject({
    clusterArn: z.string(),
    database: z.string(),
    tablePrefix: z.string(),
    readerSecret: z.string(),
    moment: instant,
    damage: z.strictObject({ sql: z.string() }).nullable().describe('A SELECT that must give 0.'),
    sourceClusterArn: z.string().nullable().describe('The damaged cluster, to compare counts with.'),
  }),
  gives: z.strictObject({
    proofs: z.array(z.strictObject({ name: z.string(), found: z.string(), ok: z.boolean() })),
    tables: z.int(),
    rows: z.int().describe('Rows of the tables of WordPress itself.'),
    newest: instant.nullable(),
  }),
  throws: [NotProven, Missing],
  needs: (p, mode) => query(p, [restoredClusters(p, mode), sourceCluster(p)], [p.database.readerSecret]),
  again: 'only reads',
  // A dozen counts, each at most 45 s in the Data API, of which large sites need a few.
  timeout: 300,
})
