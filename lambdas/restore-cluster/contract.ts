// Begin restoring a cluster to a chosen moment, beside the damaged one and with its settings.
import * as z from 'zod'
import { clusterDescription } from '../../domain/cluster-description.ts'
import { Missing, NameTaken, RequestInvalid } from '../../domain/errors.ts'
import { instant } from '../../domain/instant.ts'
import { contract } from '../contract.ts'
import { adopting, optionGroups, restoredClusters, sourceCluster, useKeyThroughRds } from '../database-needs.ts'
import { allow, arns } from '../needs.ts'

export const restoreCluster = contract({
  name: 'restore-cluster',
  effect: 'changes',
  takes: z.strictObject({
    source: clusterDescription,
    moment: instant,
    adopt: z.string().nullable().describe('An earlier run whose restored cluster is used instead of a new one.'),
  }),
  gives: z.strictObject({ id: z.string(), arn: z.string(), adopted: z.boolean() }),
  throws: [NameTaken, Missing, RequestInvalid],
  needs: (p, mode) => {
    const { clusterParameterGroup, subnetGroup } = arns(p)
    const restored = restoredClusters(p, mode)
    return [
      allow('rds:DescribeDBClusters', restored),
      allow('rds:RestoreDBClusterToPointInTime', [
        sourceCluster(p),
        restored,
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
