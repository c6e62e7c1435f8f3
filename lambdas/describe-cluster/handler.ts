// One look at the cluster and one at each of its members.
import { Missing } from '../../domain/errors.ts'
import { asLambda } from '../as-lambda.ts'
import { rds } from '../gateways/rds.ts'
import { implement } from '../implement.ts'
import { describeCluster } from './contract.ts'

export const run = implement(describeCluster, { rds }, async ({ cluster: id }, { rds }) => {
  const found = await rds.existingCluster(id)
  if (!found.restorable) {
    throw new Missing(
      `the cluster ${id} has no restorable window yet; it was restored or created only minutes ago: wait for its first backup`,
    )
  }
  const { members, ...settings } = await rds.withMembers(found)
  return { ...settings, members: [...members], restorable: found.restorable }
})

export const handler = asLambda(run)
