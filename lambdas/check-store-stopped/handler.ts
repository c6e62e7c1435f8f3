// A pod that terminates still holds its claim. Its disk may be detached later: the other volume does not wait for that.
import { restoredName, titleOf } from '../../domain/monitoring/store.ts'
import { asLambda } from '../as-lambda.ts'
import { pending, ready } from '../contract.ts'
import { resources } from '../gateways/kubernetes.ts'
import { stores } from '../gateways/stores.ts'
import { watching } from '../gateways/watching.ts'
import { implement } from '../implement.ts'
import { checkStoreStopped } from './contract.ts'

export const run = implement(
  checkStoreStopped,
  { stores },
  async ({ clusterName, monitoring, store, onlyIfMoved }, { stores, run, environment, watch }) => {
    const workload = stores.of(clusterName, monitoring, store.name)
    const watched = [{ resource: resources.pod, namespace: monitoring.namespace, labels: store.podSelector }]
    return watching({ environment, watch, clusterName, watched }, async () => {
      if (onlyIfMoved && !(await workload.isOn(restoredName(run, store.name)))) return ready({})
      const pods = await workload.pods(store.podSelector)
      return pods.length === 0 ? ready({}) : pending(`${pods.length} pods of ${titleOf(store.name)} are left`)
    })
  },
)

export const handler = asLambda(run)
