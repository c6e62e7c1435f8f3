// The text itself is written in domain/hand-over.ts.
import { handOver as sections } from '../../domain/hand-over.ts'
import { asLambda } from '../as-lambda.ts'
import { implement } from '../implement.ts'
import { handOver } from './contract.ts'

export const run = implement(handOver, {}, async given => ({ report: sections(given) }))

export const handler = asLambda(run)
