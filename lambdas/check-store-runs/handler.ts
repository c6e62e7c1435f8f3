// A store that was ready must be ready again; of one that was not, or was stopped, the bound claim is all there was.
import { titleOf } from '../../domain/monitoring/store.ts'
import { asLambda } from '../as-lambda.ts'
import { pending, ready } from '../contract.ts'
import { volumeOf } from '../gateways/claims.ts'
import { stores } from '../gateways/stores.ts'
import { watching } from '../gateways/watching.ts'
import { implement } from '../implement.ts'
import { checkStoreRuns } from './contract.ts'

export const run = implement(
  checkStoreRuns,
  { stores },
  async ({ clusterName, monitoring, store }, { stores, environment, watch }) => {
    const here = stores.of(clusterName, monitoring, store.name)
    return watching({ environment, watch, clusterName, watched: [here.counted] }, async () => {
      const title = titleOf(store.name)
      const claim = await here.claim()
      const on = claim ? volumeOf(claim) : ''
      if (on !== store.volume.name || claim?.status?.phase !== 'Bound')
        return pending(`the claim of ${title} is ${claim?.status?.phase ?? 'absent'} on ${on || 'no volume'}`)
      if (!store.ready) return ready({})
      const [wanted, now] = [store.replicas, (await here.workload())?.ready ?? 0]
      return now >= wanted ? ready({}) : pending(`${now} of ${wanted} replicas of ${title} are ready`)
    })
  },
)

export const handler = asLambda(run)
