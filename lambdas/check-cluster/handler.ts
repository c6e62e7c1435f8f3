// A cluster that was created just now may not be visible yet: that is no failure (aws-behaviour 6.2, invariant 15).
import { RestoreFailed } from '../../domain/errors.ts'
import { clusterStanding } from '../../domain/rds-status.ts'
import { asLambda } from '../as-lambda.ts'
import { failed, pending, ready } from '../contract.ts'
import { type Rds, rds } from '../gateways/rds.ts'
import { looking } from '../gateways/watching.ts'
import { implement } from '../implement.ts'
import { checkCluster } from './contract.ts'

export const run = implement(checkCluster, { rds }, async ({ cluster }, { rds, environment, watch }) =>
  looking({ environment, watch }, () => look(cluster, rds)),
)

async function look(id: string, rds: Rds) {
  const found = await rds.findCluster(id)
  if (!found) return pending(`${id} is not visible yet`)
  const { status, endpoint, readerEndpoint, port, arn, progress } = found
  const standing = clusterStanding(status)
  if (standing === 'failed')
    return failed(RestoreFailed, `the cluster ${id} is ${status}, expected available; its events in RDS say why`)
  if (standing === 'under-way') return pending(`${id} is ${status}${progress ? `, ${progress} %` : ''}`)
  if (found.passwordPending) return pending(`${id} is ${status}, and its new master password is not applied yet`)
  if (!endpoint || !readerEndpoint) return pending(`${id} is available and has no endpoints yet`)
  return ready({ endpoint, readerEndpoint, port, arn })
}

export const handler = asLambda(run)
