// Reads the request with its scenario's schema; what is left out gets its default.
import { RequestInvalid } from '../../domain/errors.ts'
import { checkRequest as check } from '../../domain/requests/index.ts'
import { asLambda } from '../as-lambda.ts'
import { implement } from '../implement.ts'
import { checkRequest } from './contract.ts'

export const run = implement(checkRequest, {}, async ({ given }, { run, clock }) => {
  const checked = check(run.scenario, run.mode, given, clock.now())
  if ('faults' in checked)
    throw new RequestInvalid(`the request cannot be carried out:\n- ${checked.faults.join('\n- ')}`)
  return checked.request as Record<string, unknown>
})

export const handler = asLambda(run)
