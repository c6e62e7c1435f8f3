// Wait until the Data API of the restored cluster is on.
import * as z from 'zod'
import { Missing } from '../../domain/errors.ts'
import { check } from '../contract.ts'
import { restoredClusters } from '../database-needs.ts'
import { allow } from '../needs.ts'

export const checkDataApi = check({
  name: 'check-data-api',
  takes: z.strictObject({ cluster: z.string() }),
  gives: z.strictObject({ arn: z.string() }),
  throws: [Missing],
  needs: (p, mode) => [allow('rds:DescribeDBClusters', restoredClusters(p, mode))],
})
