// The answer comes before the endpoint works: check-data-api waits for it.
import { asLambda } from '../as-lambda.ts'
import { rds } from '../gateways/rds.ts'
import { implement } from '../implement.ts'
import { enableDataApi } from './contract.ts'

export const run = implement(enableDataApi, { rds }, async ({ clusterArn, wanted }, { rds }) => {
  const { dataApi, arn } = await rds.ownCluster(clusterArn.split(':').at(-1) ?? '')
  if (!wanted || dataApi) return { asked: false }
  await rds.enableDataApi(arn)
  return { asked: true }
})

export const handler = asLambda(run)
