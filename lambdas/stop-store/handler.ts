// With the reclaim policy Delete, moving the claim would destroy the only disk there is to go back to (aws-behaviour C31).
import { Missing } from '../../domain/errors.ts'
import { restoredName, titleOf } from '../../domain/monitoring/store.ts'
import { asLambda } from '../as-lambda.ts'
import { stores } from '../gateways/stores.ts'
import { implement } from '../implement.ts'
import { stopStore } from './contract.ts'

export const run = implement(
  stopStore,
  { stores },
  async ({ clusterName, monitoring, store, onlyIfMoved }, { stores, run }) => {
    const workload = stores.of(clusterName, monitoring, store.name)
    if (onlyIfMoved && !(await workload.isOn(restoredName(run, store.name)))) return { replicasBefore: null }
    if (!(await workload.setReclaimPolicy(store.volume.name, 'Retain')))
      throw new Missing(`the PersistentVolume ${store.volume.name} does not exist; nothing was stopped`)
    const replicasBefore = await workload.scale(() => 0)
    if (replicasBefore === undefined) throw new Missing(`${titleOf(store.name)} does not exist; nothing was stopped`)
    return { replicasBefore }
  },
)

export const handler = asLambda(run)
