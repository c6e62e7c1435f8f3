// The object that `rehearse --json` prints, said once more and strictly: a contract with scripts does not change unnoticed.
import * as z from 'zod'
import { declarationSchema } from '../domain/region/declaration.ts'
import { endings, modes } from '../domain/run.ts'

const whole = z.int().nonnegative()
const at = z.iso.datetime()
const objective = z.strictObject({
  promisedSeconds: z.number().positive(),
  achievedSeconds: z.number().nonnegative().nullable(),
  met: z.boolean(),
})

export const outcomeSchema = z.strictObject({
  scenario: z.string(),
  mode: z.enum(modes),
  seed: z.string(),
  ending: z.enum(endings),
  cause: z.string(),
  startedAt: at,
  endedAt: at,
  steps: z.array(
    z.strictObject({
      phase: z.string().min(1),
      name: z.string().min(1),
      title: z.string().min(1),
      startedAt: at,
      endedAt: at.nullable(),
      status: z.enum(['done', 'failed', 'undone', 'skipped']),
      attempts: whole,
      said: z.string(),
    }),
  ),
  objectives: z.strictObject({
    rto: objective,
    rpo: objective,
    /** Where each store is restored from a backup of its own. */
    stores: z.record(z.string(), objective).optional(),
  }),
  /** Of a region that was declared lost. */
  declared: declarationSchema.optional(),
  visitors: z.strictObject({
    requests: whole,
    writes: whole,
    failed: whole,
    wrong: whole,
    outageSeconds: z.number().nonnegative(),
    lostWrites: whole,
    exportedWrites: whole,
    healthyAtEnd: z.boolean(),
  }),
  /** Null when only the real run was rehearsed. */
  idealSeconds: z.number().nonnegative().nullable(),
  overheadRatio: z.number().nonnegative().nullable(),
  calls: z.strictObject({ total: whole, byOperation: z.record(z.string(), whole) }),
  transitions: whole,
  denied: z.array(z.string()),
  retained: z.array(z.strictObject({ id: z.string(), why: z.string(), until: at })),
  leftovers: z.array(z.string()),
  parity: z.strictObject({ checked: whole, repaired: whole, unexplained: whole }),
  cost: z.strictObject({ total: z.number(), parts: z.record(z.string(), z.number()) }),
  wallSeconds: z.number().nonnegative(),
})
