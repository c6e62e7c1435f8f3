// Job, pods, claim and the volume object go by themselves once they were told to, each when nothing uses it any more.
import { asLambda } from '../as-lambda.ts'
import { pending, ready } from '../contract.ts'
import { inspections } from '../gateways/inspections.ts'
import { resources } from '../gateways/kubernetes.ts'
import { watching } from '../gateways/watching.ts'
import { implement } from '../implement.ts'
import { checkInspectionGone } from './contract.ts'

export const run = implement(
  checkInspectionGone,
  { inspections },
  async ({ clusterName, drill, store }, { inspections, environment, watch }) => {
    const look = inspections.of(clusterName, drill, store)
    // It goes last: held by its claim, which is held by the pods.
    const watched = [{ resource: resources.persistentVolume, name: look.name }]
    return watching({ environment, watch, clusterName, watched }, async () => {
      const left = await look.left()
      return left.length === 0 ? ready({}) : pending(`being deleted: ${left.join(', ')}`)
    })
  },
)

export const handler = asLambda(run)
