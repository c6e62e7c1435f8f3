// Set the Serverless v2 capacity of the restored cluster: without it no serverless instance can be created.
import * as z from 'zod'
import { scalingSchema } from '../../domain/cluster-description.ts'
import { Missing, NameTaken } from '../../domain/errors.ts'
import { contract } from '../contract.ts'
import { restoredClusters } from '../database-needs.ts'
import { allow } from '../needs.ts'

export const setClusterScaling = contract({
  name: 'set-cluster-scaling',
  effect: 'changes',
  takes: z.strictObject({
    cluster: z.string(),
    scaling: scalingSchema.nullable().describe('Null: leave it as it is.'),
  }),
  gives: z.strictObject({ changed: z.boolean() }),
  throws: [Missing, NameTaken],
  needs: (p, mode) => [allow(['rds:DescribeDBClusters', 'rds:ModifyDBCluster'], restoredClusters(p, mode))],
  again: 'does nothing when the scaling is as wanted',
})
