// The old volume was released and remembers a claim that is gone: it is freed for the claim of that name (aws-behaviour 3.3).
import { restoredName } from '../../domain/monitoring/store.ts'
import { asLambda } from '../as-lambda.ts'
import { claims } from '../gateways/claims.ts'
import { implement } from '../implement.ts'
import { swapClaimBack } from './contract.ts'

export const run = implement(swapClaimBack, { claims }, async ({ clusterName, store }, { claims, run }) => {
  const cluster = claims.of(clusterName)
  const [old, ours] = [store.volume.name, restoredName(run, store.name)]
  await cluster.release(store, { from: ours, to: old })
  await cluster.withdraw(ours)
  await cluster.free(old)
  await cluster.bind(store, old)
  return { volume: old }
})

export const handler = asLambda(run)
