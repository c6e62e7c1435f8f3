// Tags, roles and members first, the cluster's own settings last: those make it busy, and AWS refuses the rest meanwhile.
import { repairsFor } from '../../domain/configuration-parity.ts'
import { asLambda } from '../as-lambda.ts'
import { rds } from '../gateways/rds.ts'
import { implement } from '../implement.ts'
import { repairConfiguration } from './contract.ts'

export const run = implement(repairConfiguration, { rds }, async ({ source, cluster }, { rds, run }) => {
  const found = await rds.ownCluster(cluster)
  const members = await rds.membersOf(found)
  const applied = members.every(({ parametersInSync }) => parametersInSync)
  const repairs = repairsFor({ source, restored: { ...found, members }, mode: run.mode })
  if (Object.keys(repairs.addTags).length > 0) await rds.addTags(found.arn, repairs.addTags)
  for (const role of repairs.addRoles) await rds.addRole(found.id, role)
  for (const { id, changes } of repairs.members) await rds.modifyInstance(id, changes)
  if (Object.keys(repairs.cluster).length > 0) await rds.modifyCluster(found.id, repairs.cluster)
  return {
    repaired: [...repairs.repaired],
    unsettled: repairs.repaired.length > 0 || !applied || found.status !== 'available',
  }
})

export const handler = asLambda(run)
