// Tell who listens that a step failed, before the run decides what becomes of it.
import * as z from 'zod'
import { contract } from '../contract.ts'
import { emitting } from '../events-needs.ts'

export const tellFailure = contract({
  name: 'tell-failure',
  effect: 'reads',
  takes: z.strictObject({ step: z.string(), title: z.string(), error: z.string(), cause: z.string() }),
  gives: z.strictObject({ told: z.boolean() }),
  throws: [],
  needs: p => [emitting(p, 'Step Failed')],
  again: 'a second event says the same',
  // Walking back does not wait for it: two tries of EventBridge fit.
  timeout: 30,
})
