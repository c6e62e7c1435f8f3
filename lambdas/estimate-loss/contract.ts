// Estimate what was written after the restore moment and will not be in the restored database.
import * as z from 'zod'
import { instant } from '../../domain/instant.ts'
import { contract } from '../contract.ts'
import { query, sourceCluster } from '../database-needs.ts'

export const estimateLoss = contract({
  name: 'estimate-loss',
  effect: 'reads',
  takes: z.strictObject({
    clusterArn: z.string(),
    database: z.string(),
    tablePrefix: z.string(),
    readerSecret: z.string(),
    moment: instant,
  }),
  gives: z.strictObject({
    rows: z.int().describe('Posts, comments and users written after the moment, damage included.'),
    newest: instant.nullable().describe('The newest write of all.'),
    summary: z.string(),
  }),
  throws: [],
  needs: p => query(p, [sourceCluster(p)], [p.database.readerSecret]),
  again: 'only reads',
  // Counts over large tables take as long as the Data API allows a statement, 45 s.
  timeout: 180,
})
