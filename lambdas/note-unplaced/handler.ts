// Whether they are missed nobody can tell before somebody has looked.
import { asLambda } from '../as-lambda.ts'
import { implement } from '../implement.ts'
import { noteUnplaced } from './contract.ts'

export const run = implement(noteUnplaced, {}, async ({ counts: { lostAndFound = 0 } }) => ({ entries: lostAndFound }))

export const handler = asLambda(run)
