// What the cluster says of itself; whether a statement gets through is seen when somebody logs in.
import { asLambda } from '../as-lambda.ts'
import { pending, ready } from '../contract.ts'
import { rds } from '../gateways/rds.ts'
import { implement } from '../implement.ts'
import { checkDataApi } from './contract.ts'

export const run = implement(checkDataApi, { rds }, async ({ cluster }, { rds }) => {
  const { dataApi, arn } = await rds.existingCluster(cluster)
  return dataApi ? ready({ arn }) : pending(`the Data API of ${cluster} is still off`)
})

export const handler = asLambda(run)
