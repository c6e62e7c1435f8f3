// The approval to declare the region lost has covered it; what it may change was looked at a moment ago.
import { asLambda } from '../as-lambda.ts'
import { terraform } from '../gateways/terraform.ts'
import { implement } from '../implement.ts'
import { confirmTerraform } from './contract.ts'

export const run = implement(confirmTerraform, { terraform }, async ({ infrastructure, runId }, { terraform }) => {
  await terraform.of(infrastructure).confirm(runId)
  return { confirmed: true }
})

export const handler = asLambda(run)
