// The window's beginning moves on too: a moment can fall out of it while a run waits.
import { RequestInvalid } from '../../domain/errors.ts'
import { toMillis } from '../../domain/instant.ts'
import { asLambda } from '../as-lambda.ts'
import { failed, pending, ready } from '../contract.ts'
import { rds } from '../gateways/rds.ts'
import { implement } from '../implement.ts'
import { checkWindow } from './contract.ts'

export const run = implement(checkWindow, { rds }, async ({ cluster, moment }, { rds }) => {
  const { restorable } = await rds.existingCluster(cluster)
  if (!restorable) return pending(`${cluster} has no restorable window yet`)
  const { earliest, latest } = restorable
  if (toMillis(moment) < toMillis(earliest)) {
    return failed(
      RequestInvalid,
      `${cluster} can be restored from ${earliest} on, ${moment} is too old by now; use a snapshot or a recovery point`,
    )
  }
  return toMillis(latest) >= toMillis(moment)
    ? ready({ latest })
    : pending(`${cluster} can be restored up to ${latest}; ${moment} is asked for`)
})

export const handler = asLambda(run)
