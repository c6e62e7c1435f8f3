// Background deletion takes the Job at once and its pods a moment later.
import { asLambda } from '../as-lambda.ts'
import { pending, ready } from '../contract.ts'
import { drillClients } from '../gateways/drill-clients.ts'
import { resources } from '../gateways/kubernetes.ts'
import { watching } from '../gateways/watching.ts'
import { implement } from '../implement.ts'
import { checkDrillClientGone } from './contract.ts'

export const run = implement(
  checkDrillClientGone,
  { drillClients },
  async ({ clusterName, drill }, { drillClients, environment, watch }) => {
    const client = drillClients.of(clusterName, drill)
    const watched = [{ resource: resources.pod, namespace: drill.namespace, labels: `job-name=${client.name}` }]
    return watching({ environment, watch, clusterName, watched }, async () => {
      if (await client.find()) return pending(`the Job ${client.name} is being deleted`)
      const pods = await client.podsLeft()
      return pods === 0 ? ready({}) : pending(`${pods} pods of ${client.name} are terminating`)
    })
  },
)

export const handler = asLambda(run)
