// Its variables count for this run alone: the next run without them turns the region down again.
import { asLambda } from '../as-lambda.ts'
import { mustBeTerraform, terraform } from '../gateways/terraform.ts'
import { implement } from '../implement.ts'
import { startTerraform } from './contract.ts'

export const run = implement(startTerraform, { terraform }, async ({ infrastructure }, { terraform, run }) => {
  const { variables } = mustBeTerraform(infrastructure)
  const title =
    run.mode === 'drill' ? 'Drill of a region failure: plan only' : 'Region failure: build the recovery region'
  return terraform.of(infrastructure).start({ title, variables, autoApply: false, planOnly: run.mode === 'drill' })
})

export const handler = asLambda(run)
