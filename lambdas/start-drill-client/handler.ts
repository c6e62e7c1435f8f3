// The Job's name is derived from the run, so a second attempt meets the first one's.
import { NameTaken } from '../../domain/errors.ts'
import { asLambda } from '../as-lambda.ts'
import { drillClients } from '../gateways/drill-clients.ts'
import { implement } from '../implement.ts'
import { startDrillClient } from './contract.ts'

export const run = implement(
  startDrillClient,
  { drillClients },
  async ({ clusterName, drill, ...address }, { drillClients, run }) => {
    const job = await drillClients.of(clusterName, drill).start(address)
    if (job.run !== run.id) {
      throw new NameTaken(
        `the Job ${drill.namespace}/${job.name} exists and belongs to ${job.run ?? 'nobody known'}, not to this run; remove it`,
      )
    }
    return { job: job.name }
  },
)

export const handler = asLambda(run)
