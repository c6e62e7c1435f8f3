// Wait until a cluster is available. Its endpoints have names by then, and nothing behind them until a writer is up.
import * as z from 'zod'
import { RestoreFailed } from '../../domain/errors.ts'
import { check } from '../contract.ts'
import { restoredClusters } from '../database-needs.ts'
import { allow } from '../needs.ts'

export const checkCluster = check({
  name: 'check-cluster',
  takes: z.strictObject({ cluster: z.string() }),
  gives: z.strictObject({ endpoint: z.string(), readerEndpoint: z.string(), port: z.int(), arn: z.string() }),
  throws: [RestoreFailed],
  watches: true,
  needs: (p, mode) => [allow('rds:DescribeDBClusters', restoredClusters(p, mode))],
})
