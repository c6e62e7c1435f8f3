// Found by the run's tag: what lacks it is never touched.
import { asLambda } from '../as-lambda.ts'
import { rds } from '../gateways/rds.ts'
import { implement } from '../implement.ts'
import { discardCluster } from './contract.ts'

export const run = implement(discardCluster, { rds }, async ({ source }, { rds }) => {
  const { asked, givenBack, left } = await rds.discardOfRun(source)
  return { asked: [...asked], givenBack: [...givenBack], left: [...left] }
})

export const handler = asLambda(run)
