// What a state machine sends to every function: the run, the step, and the step's own input.
import * as z from 'zod'
import { runRef } from '../domain/run.ts'
import { LONGEST_WATCH } from './contract.ts'

export const envelope = z.strictObject({
  run: runRef,
  step: z.string().regex(/^\w{1,64}$/),
  /** Record the result though the verb only reads: an undo refers to it. */
  record: z.boolean().optional(),
  /** Look whether the operator has aborted or paused the run. */
  heed: z.boolean().optional(),
  /** Seconds for which a check that watches may do so before it answers; absent: it looks once. */
  watch: z.int().min(0).max(LONGEST_WATCH).optional(),
  /** Task token of a step that waits for a person. Stored on the server side, never logged. */
  token: z.string().min(1).max(2048).optional(),
  input: z.unknown(),
})

export type Envelope = z.infer<typeof envelope>
