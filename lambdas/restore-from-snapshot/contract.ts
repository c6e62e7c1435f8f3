// Begin restoring a cluster from a snapshot, beside the damaged one, with its settings and of its engine version.
import * as z from 'zod'
import { clusterDescription } from '../../domain/cluster-description.ts'
import { Missing, NameTaken, RequestInvalid } from '../../domain/errors.ts'
import { instant } from '../../domain/instant.ts'
import { contract } from '../contract.ts'
import { adopting, clusterSnapshots, optionGroups, restoredClusters, useKeyThroughRds } from '../database-needs.ts'
import { allow, arns } from '../needs.ts'

export const restoreFromSnapshot = contract({
  name: 'restore-from-snapshot',
  effect: 'changes',
  takes: z.strictObject({
    source: clusterDescription,
    snapshot: z.string().describe('Its ARN.'),
    moment: instant.describe('What the snapshot holds.'),
    adopt: z.string().nullable().describe('An earlier run whose restored cluster is used instead of a new one.'),
  }),
  gives: z.strictObject({ id: z.string(), arn: z.string(), adopted: z.boolean() }),
  throws: [NameTaken, Missing, RequestInvalid],
  needs: (p, mode) => {
    const { clusterParameterGroup, subnetGroup } = arns(p)
    const restored = restoredClusters(p, mode)
    return [
      allow('rds:DescribeDBClusters', restored),
      allow('rds:RestoreDBClusterFromSnapshot', [
        restored,
        clusterSnapshots(p),
        clusterParameterGroup('*'),
        optionGroups(p),
        subnetGroup('*'),
      ]),
      allow('rds:AddTagsToResource', restored),
      useKeyThroughRds(p),
      ...adopting(p, mode),
    ]
  },
  again: 'adopts the cluster that an earlier attempt of this run created',
})
