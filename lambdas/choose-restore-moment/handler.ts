// The choice itself is made in domain/restore-moment.ts.
import { RequestInvalid } from '../../domain/errors.ts'
import { chooseRestoreMoment as choose } from '../../domain/restore-moment.ts'
import { asLambda } from '../as-lambda.ts'
import { implement } from '../implement.ts'
import { chooseRestoreMoment } from './contract.ts'

export const run = implement(chooseRestoreMoment, {}, async ({ window, damagedAt, restoreTo }) => {
  const choice = choose({ damagedAt, restoreTo }, window)
  if ('impossible' in choice) throw new RequestInvalid(choice.impossible)
  return choice
})

export const handler = asLambda(run)
