// The looking itself is part of every check (see implement.ts); here there is nothing else to wait for.
import { asLambda } from '../as-lambda.ts'
import { ready } from '../contract.ts'
import { implement } from '../implement.ts'
import { heedOperator } from './contract.ts'

export const run = implement(heedOperator, {}, async ({ phase }) => ready({ phase }))

export const handler = asLambda(run)
