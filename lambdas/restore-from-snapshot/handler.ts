// Restores under the run's own name, so that a retry finds its predecessor; or takes over what an earlier run has kept.
import { asLambda } from '../as-lambda.ts'
import { rds } from '../gateways/rds.ts'
import { restoreAnew, takeOver } from '../gateways/restoring.ts'
import { implement } from '../implement.ts'
import { restoreFromSnapshot } from './contract.ts'

export const run = implement(restoreFromSnapshot, { rds }, ({ source, snapshot, moment, adopt }, { rds, run }) =>
  adopt === null
    ? restoreAnew({ source, moment }, { rds, run }, named => rds.restoreFromSnapshot({ ...named, source, snapshot }))
    : takeOver({ source, moment, adopt }, { rds, run }),
)

export const handler = asLambda(run)
