// A cluster cannot be deleted while it is created or has members, and a restore may appear late: so this asks again.
import { asLambda } from '../as-lambda.ts'
import { pending, ready } from '../contract.ts'
import { rds } from '../gateways/rds.ts'
import { implement } from '../implement.ts'
import { checkClusterGone } from './contract.ts'

export const run = implement(checkClusterGone, { rds }, async ({ source }, { rds }) => {
  const { left } = await rds.deleteOfRun(source)
  return left.length === 0 ? ready({}) : pending(left.join('; '))
})

export const handler = asLambda(run)
