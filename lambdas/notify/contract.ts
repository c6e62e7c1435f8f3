// Tell people how the run ended.
import * as z from 'zod'
import { endings } from '../../domain/run.ts'
import { contract } from '../contract.ts'
import { emitting } from '../events-needs.ts'
import { allow, arns } from '../needs.ts'

export const notify = contract({
  name: 'notify',
  effect: 'reads',
  takes: z.strictObject({
    topic: z.string(),
    outcome: z.enum(endings),
    cause: z.string(),
    leftovers: z.array(z.record(z.string(), z.string())),
  }),
  gives: z.strictObject({ told: z.boolean() }),
  throws: [],
  needs: p => [allow('sns:Publish', [arns(p).topic(p.muster.topic)]), emitting(p, 'Run Ended')],
  again: 'a second message says the same',
})
