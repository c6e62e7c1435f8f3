// Deleting by uid makes sure that only the Job that was looked at goes.
import { NameTaken } from '../../domain/errors.ts'
import { asLambda } from '../as-lambda.ts'
import { drillClients } from '../gateways/drill-clients.ts'
import { implement } from '../implement.ts'
import { removeDrillClient } from './contract.ts'

export const run = implement(
  removeDrillClient,
  { drillClients },
  async ({ clusterName, drill }, { drillClients, run }) => {
    const client = drillClients.of(clusterName, drill)
    const job = await client.find()
    if (!job) return { removed: false }
    if (job.run !== run.id)
      throw new NameTaken(
        `the Job ${drill.namespace}/${client.name} belongs to ${job.run ?? 'nobody known'}, not to this run; it was left alone`,
      )
    await client.remove(job.uid)
    return { removed: true }
  },
)

export const handler = asLambda(run)
