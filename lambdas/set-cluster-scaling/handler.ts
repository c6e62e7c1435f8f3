// The restore carries the scaling already; this is for the restores that cannot (AWS Backup).
import { sameScaling } from '../../domain/cluster-description.ts'
import { asLambda } from '../as-lambda.ts'
import { rds } from '../gateways/rds.ts'
import { implement } from '../implement.ts'
import { setClusterScaling } from './contract.ts'

export const run = implement(setClusterScaling, { rds }, async ({ cluster: id, scaling }, { rds }) => {
  const found = await rds.ownCluster(id)
  if (scaling === null || sameScaling(found.scaling, scaling)) return { changed: false }
  await rds.modifyCluster(id, { scaling })
  return { changed: true }
})

export const handler = asLambda(run)
