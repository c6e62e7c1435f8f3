// Reads what the cutover and every undo must be able to put back.
import { asLambda } from '../as-lambda.ts'
import { readingOf, storeOf } from '../gateways/store-reading.ts'
import { stores } from '../gateways/stores.ts'
import { volumes } from '../gateways/volumes.ts'
import { implement } from '../implement.ts'
import { readStore } from './contract.ts'

export const run = implement(
  readStore,
  { stores, volumes },
  async ({ clusterName, monitoring, store }, { stores, volumes, environment }) => {
    const reading = await readingOf(stores.of(clusterName, monitoring, store), volumes)
    const { region, accountId } = environment
    return storeOf(reading, { name: store, namespace: monitoring.namespace, region, accountId })
  },
)

export const handler = asLambda(run)
