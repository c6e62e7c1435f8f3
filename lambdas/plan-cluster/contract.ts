// Describe the database cluster as it shall be here: by the platform's description and by the copy, without its source.
import * as z from 'zod'
import { clusterDescription } from '../../domain/cluster-description.ts'
import { Missing } from '../../domain/errors.ts'
import { instant } from '../../domain/instant.ts'
import { recoverySchema } from '../../domain/platform.ts'
import { contract } from '../contract.ts'
import { sourceCluster } from '../database-needs.ts'
import { allow } from '../needs.ts'
import { databaseCopies } from '../region-needs.ts'

export const planCluster = contract({
  name: 'plan-cluster',
  effect: 'reads',
  takes: z.strictObject({
    clusterId: z.string().describe('Of the cluster that was lost: names of what is restored begin with it.'),
    recovery: recoverySchema.shape.database,
    point: z.string().describe('ARN of the copy.'),
    moment: instant,
  }),
  gives: clusterDescription,
  throws: [Missing],
  needs: p => [
    allow('rds:DescribeDBClusterSnapshots', [databaseCopies(p), sourceCluster(p).replace(/[^:]+$/, '*')]),
    allow('backup:GetRecoveryPointRestoreMetadata', databaseCopies(p)),
  ],
  again: 'only reads; the first description is the one that is recorded',
})
