// Set on the restored cluster and its members what the restore could not carry over, as it is on the source.
import * as z from 'zod'
import { clusterDescription } from '../../domain/cluster-description.ts'
import { Missing, NameTaken } from '../../domain/errors.ts'
import { contract } from '../contract.ts'
import {
  describeRestored,
  passRoleTo,
  restoredClusters,
  restoredInstances,
  useKeyThroughRds,
} from '../database-needs.ts'
import { allow, arns } from '../needs.ts'

export const repairConfiguration = contract({
  name: 'repair-configuration',
  effect: 'changes',
  takes: z.strictObject({ source: clusterDescription, cluster: z.string() }),
  gives: z.strictObject({
    repaired: z.array(z.string()),
    unsettled: z
      .boolean()
      .describe('Something was repaired, the cluster is busy, or a member has not taken up its parameters yet.'),
  }),
  throws: [Missing, NameTaken],
  needs: (p, mode) => {
    const [clusters, instances] = [restoredClusters(p, mode), restoredInstances(p, mode)]
    const { clusterParameterGroup, parameterGroup } = arns(p)
    return [
      ...describeRestored(p, mode),
      allow('rds:ModifyDBCluster', [clusters, clusterParameterGroup('*')]),
      allow('rds:ModifyDBInstance', [instances, parameterGroup('*')]),
      allow(['rds:AddRoleToDBCluster', 'rds:AddTagsToResource'], clusters),
      passRoleTo(p, 'rds.amazonaws.com'),
      passRoleTo(p, 'monitoring.rds.amazonaws.com'),
      useKeyThroughRds(p),
    ]
  },
  again: 'repairs what still differs; nothing when all is as on the source',
  timeout: 120,
})
