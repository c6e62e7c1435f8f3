// One event: minutes of walking back lie between it and the message that tells how the run ended.
import { toInstant } from '../../domain/instant.ts'
import { asLambda } from '../as-lambda.ts'
import { events } from '../gateways/events.ts'
import { implement } from '../implement.ts'
import { tellFailure } from './contract.ts'

/** EventBridge takes 256 KiB; a cause may hold a whole answer of AWS. */
const LONGEST_CAUSE = 4_000

export const run = implement(tellFailure, { events }, async ({ cause, ...failure }, { events, clock }) => ({
  told: await events.emit('Step Failed', {
    ...{ ...failure, cause: cause.slice(0, LONGEST_CAUSE) },
    at: toInstant(clock.now()),
  }),
}))

export const handler = asLambda(run)
