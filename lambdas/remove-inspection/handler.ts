// The volume object goes last: while a pod or the claim is there, it is in use.
import { asLambda } from '../as-lambda.ts'
import { inspections } from '../gateways/inspections.ts'
import { implement } from '../implement.ts'
import { removeInspection } from './contract.ts'

export const run = implement(
  removeInspection,
  { inspections },
  async ({ clusterName, drill, store }, { inspections }) => ({
    left: [...(await inspections.of(clusterName, drill, store).remove())],
  }),
)

export const handler = asLambda(run)
