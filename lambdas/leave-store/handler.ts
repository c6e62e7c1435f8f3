// One of the ways of choosing, beside a recovery point and an export.
import { titleOf } from '../../domain/monitoring/store.ts'
import { asLambda } from '../as-lambda.ts'
import { implement } from '../implement.ts'
import { leaveStore } from './contract.ts'

export const run = implement(leaveStore, {}, async ({ store }) => ({ outlook: `${titleOf(store)} is left as it is` }))

export const handler = asLambda(run)
