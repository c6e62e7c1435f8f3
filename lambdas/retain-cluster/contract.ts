// Keep a cluster on purpose: say why and until when on the cluster itself, and protect it from deletion if asked.
import * as z from 'zod'
import { instant } from '../../domain/instant.ts'
import { contract } from '../contract.ts'
import { sourceCluster } from '../database-needs.ts'
import { allow } from '../needs.ts'

export const retainCluster = contract({
  name: 'retain-cluster',
  effect: 'changes',
  production: true,
  takes: z.strictObject({
    cluster: z.string(),
    why: z.string(),
    days: z.int().min(1),
    protect: z.boolean().describe('Deletion protection on or off.'),
  }),
  gives: z.strictObject({
    retained: z
      .array(z.strictObject({ id: z.string(), why: z.string(), until: instant }))
      .describe('Empty when there is no such cluster.'),
  }),
  throws: [],
  // A drill keeps nothing.
  needs: (p, mode) =>
    mode === 'recover'
      ? [allow(['rds:DescribeDBClusters', 'rds:AddTagsToResource', 'rds:ModifyDBCluster'], sourceCluster(p))]
      : [],
  again: 'sets the same tags; the time until it is kept counts from the latest attempt',
})
