// The choice itself is made in domain/restore-point.ts.
import { Missing, RequestInvalid } from '../../domain/errors.ts'
import { chooseRestorePoint } from '../../domain/restore-point.ts'
import { asLambda } from '../as-lambda.ts'
import { rds } from '../gateways/rds.ts'
import { implement } from '../implement.ts'
import { chooseSnapshot } from './contract.ts'

const TOLD = 30

export const run = implement(
  chooseSnapshot,
  { rds },
  async ({ source, window, damagedAt, restoreTo, named }, { rds, clock }) => {
    const { engineVersion } = source
    const terms = { wanted: { damagedAt, restoreTo }, now: clock.now(), window, engineVersion, named }
    const choice = chooseRestorePoint(await rds.snapshotsOf(source), terms)
    if ('impossible' in choice) {
      const text = `snapshots of ${source.id}: ${choice.impossible}`
      throw named === null ? new Missing(text) : new RequestInvalid(`point: ${text}`)
    }
    const { point, moment, reason, passedOver } = choice
    return { moment, reason, snapshot: point.arn, passedOver: passedOver.slice(0, TOLD) }
  },
)

export const handler = asLambda(run)
