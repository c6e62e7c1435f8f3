// The reason of a lock carries the run's mark; by it the run knows its own.
import { asLambda } from '../as-lambda.ts'
import { lockOf, terraform } from '../gateways/terraform.ts'
import { implement } from '../implement.ts'
import { unlockWorkspace } from './contract.ts'

export const run = implement(unlockWorkspace, { terraform }, async ({ infrastructure }, { terraform }) => {
  const there = terraform.of(infrastructure)
  await there.unlock()
  return { released: [lockOf((await there.look()).id)] }
})

export const handler = asLambda(run)
