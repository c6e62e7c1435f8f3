// Neither a volume's source nor a claim's volume can be changed: both are made anew, reserved for each other (aws-behaviour 3.3).
import { restoredName } from '../../domain/monitoring/store.ts'
import { asLambda } from '../as-lambda.ts'
import { claims } from '../gateways/claims.ts'
import { implement } from '../implement.ts'
import { swapClaim } from './contract.ts'

export const run = implement(swapClaim, { claims }, async ({ clusterName, store, made }, { claims, run }) => {
  const cluster = claims.of(clusterName)
  const name = restoredName(run, store.name)
  const claim = { namespace: store.namespace, name: store.claim.name }
  await cluster.present({ name, store, disk: made, claim })
  await cluster.release(store, { from: store.volume.name, to: name })
  await cluster.bind(store, name)
  return { volume: name }
})

export const handler = asLambda(run)
