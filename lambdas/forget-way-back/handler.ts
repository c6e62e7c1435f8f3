// The record drops from what is retained whatever is released (domain/record.ts).
import { asLambda } from '../as-lambda.ts'
import { implement } from '../implement.ts'
import { forgetWayBack } from './contract.ts'

export const run = implement(forgetWayBack, {}, async ({ ids }) => ({ released: ids }))

export const handler = asLambda(run)
