// A Job is finished by its conditions, not by its counts (aws-behaviour 3.4).
import { Missing, NotProven } from '../../domain/errors.ts'
import { asLambda } from '../as-lambda.ts'
import { failed, pending, ready } from '../contract.ts'
import { drillClients } from '../gateways/drill-clients.ts'
import { resources } from '../gateways/kubernetes.ts'
import { watching } from '../gateways/watching.ts'
import { implement } from '../implement.ts'
import { checkDrillClient } from './contract.ts'

export const run = implement(
  checkDrillClient,
  { drillClients },
  async ({ clusterName, drill }, { drillClients, run, environment, watch }) => {
    const client = drillClients.of(clusterName, drill)
    const watched = [{ resource: resources.job, namespace: drill.namespace, name: client.name }]
    return watching({ environment, watch, clusterName, watched }, async () => {
      const job = await client.find()
      if (!job || job.run !== run.id)
        return failed(Missing, `this run has no Job ${drill.namespace}/${client.name}: somebody removed it`)
      if (job.state === 'complete') return ready({ seconds: job.seconds ?? 0 })
      const words = await client.lastWords()
      const said = words === '' ? '' : ` (${words.trim().slice(0, 300)})`
      if (job.state === 'failed')
        return failed(NotProven, `the client could not read from the restored cluster: ${job.reason}${said}`)
      return pending(`the client is running${said}`)
    })
  },
)

export const handler = asLambda(run)
