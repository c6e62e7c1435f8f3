// Wait until the restore moment lies inside the restorable window, whose end follows the present by minutes.
import * as z from 'zod'
import { Missing, RequestInvalid } from '../../domain/errors.ts'
import { instant } from '../../domain/instant.ts'
import { check } from '../contract.ts'
import { sourceCluster } from '../database-needs.ts'
import { allow } from '../needs.ts'

export const checkWindow = check({
  name: 'check-window',
  takes: z.strictObject({ cluster: z.string(), moment: instant }),
  gives: z.strictObject({ latest: instant }),
  throws: [Missing, RequestInvalid],
  needs: p => [allow('rds:DescribeDBClusters', sourceCluster(p))],
})
