// Tag the cluster that the run's restore job made as the run's own: AWS Backup gives it the tags of the backup instead.
import * as z from 'zod'
import { clusterDescription } from '../../domain/cluster-description.ts'
import { Missing, NameTaken } from '../../domain/errors.ts'
import { instant } from '../../domain/instant.ts'
import { contract } from '../contract.ts'
import { restoredClusters } from '../database-needs.ts'
import { allow } from '../needs.ts'

export const claimCluster = contract({
  name: 'claim-cluster',
  effect: 'changes',
  takes: z.strictObject({
    job: z.strictObject({ id: z.string(), arn: z.string(), adopted: z.boolean(), job: z.string().nullable() }),
    made: z.string().describe('ARN of the cluster that the job told of when it was completed.'),
    source: clusterDescription,
    moment: instant,
  }),
  gives: z.strictObject({ id: z.string(), arn: z.string(), adopted: z.boolean() }),
  throws: [Missing, NameTaken],
  needs: (p, mode) => [
    allow(['rds:DescribeDBClusters', 'rds:AddTagsToResource', 'rds:RemoveTagsFromResource'], restoredClusters(p, mode)),
  ],
  again: 'sets the same tags',
})
