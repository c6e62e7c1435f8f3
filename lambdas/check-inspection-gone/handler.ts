// Job, pods, claim and the volume object go by themselves once they were told to, each when nothing uses it any more.
import { asLambda } from '../as-lambda.ts'
import { pending, ready } from '../contract.ts'
import { inspections } from '../gateways/inspections.ts'
import { implement } from '../implement.ts'
import { checkInspectionGone } from './contract.ts'

export const run = implement(
  checkInspectionGone,
  { inspections },
  async ({ clusterName, drill, store }, { inspections }) => {
    const left = await inspections.of(clusterName, drill, store).left()
    return left.length === 0 ? ready({}) : pending(`being deleted: ${left.join(', ')}`)
  },
)

export const handler = asLambda(run)
