// The old reclaim policy comes back only while the claim is on the old volume: with Delete, a released disk would be gone.
import { Missing } from '../../domain/errors.ts'
import { titleOf } from '../../domain/monitoring/store.ts'
import { asLambda } from '../as-lambda.ts'
import { volumeOf } from '../gateways/claims.ts'
import { stores } from '../gateways/stores.ts'
import { implement } from '../implement.ts'
import { startStore } from './contract.ts'

export const run = implement(startStore, { stores }, async ({ clusterName, monitoring, store, back }, { stores }) => {
  const workload = stores.of(clusterName, monitoring, store.name)
  if (back) {
    const [claim, volume] = [await workload.claim(), await workload.volume(store.volume.name)]
    const inUse = claim !== undefined && volumeOf(claim) === store.volume.name && volume?.status?.phase !== 'Released'
    if (inUse) await workload.setReclaimPolicy(store.volume.name, store.volume.reclaimPolicy)
  }
  const wanted = store.stopped && back ? 0 : store.replicas
  const before = await workload.scale(now => Math.max(now, wanted))
  if (before === undefined) throw new Missing(`${titleOf(store.name)} does not exist; it cannot be started`)
  return { replicas: Math.max(before, wanted) }
})

export const handler = asLambda(run)
