// Create the writer, or the readers, of a restored cluster like those of the source: AWS brings none by itself.
import * as z from 'zod'
import { memberSchema } from '../../domain/cluster-description.ts'
import { Missing, NameTaken } from '../../domain/errors.ts'
import { contract } from '../contract.ts'
import { passRoleTo, restoredClusters, restoredInstances, useKeyThroughRds } from '../database-needs.ts'
import { allow, arns } from '../needs.ts'

export const createInstances = contract({
  name: 'create-instances',
  effect: 'changes',
  takes: z.strictObject({
    cluster: z.string(),
    members: z.array(memberSchema).describe("The source's, the writer first."),
    role: z.enum(['writer', 'readers']),
  }),
  gives: z.strictObject({ instances: z.array(z.string()) }),
  throws: [Missing, NameTaken],
  needs: (p, mode) => {
    const [clusters, instances] = [restoredClusters(p, mode), restoredInstances(p, mode)]
    return [
      allow('rds:DescribeDBClusters', clusters),
      allow(['rds:DescribeDBInstances', 'rds:AddTagsToResource'], instances),
      allow('rds:CreateDBInstance', [clusters, instances, arns(p).parameterGroup('*')]),
      passRoleTo(p, 'monitoring.rds.amazonaws.com'),
      useKeyThroughRds(p),
    ]
  },
  again: 'adopts the instances that an earlier attempt of this run created',
})
