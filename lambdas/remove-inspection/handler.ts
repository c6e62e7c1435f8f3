// Names are derived from the run; only what carries its mark goes.
import { asLambda } from '../as-lambda.ts'
import { inspections } from '../gateways/inspections.ts'
import { implement } from '../implement.ts'
import { removeInspection } from './contract.ts'

export const run = implement(
  removeInspection,
  { inspections },
  async ({ clusterName, drill, store }, { inspections }) => {
    await inspections.of(clusterName, drill, store).remove()
    return {}
  },
)

export const handler = asLambda(run)
