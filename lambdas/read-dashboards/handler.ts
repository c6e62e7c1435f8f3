// By uid, which is the same in every database; ids are not.
import { asLambda } from '../as-lambda.ts'
import { grafana } from '../gateways/grafana.ts'
import { entered, heldIn } from '../gateways/grafana-session.ts'
import { implement } from '../implement.ts'
import { readDashboards } from './contract.ts'

export const run = implement(readDashboards, { grafana }, async ({ clusterName, monitoring }, { grafana }) =>
  heldIn(await entered(grafana.of(clusterName, monitoring), monitoring)),
)

export const handler = asLambda(run)
