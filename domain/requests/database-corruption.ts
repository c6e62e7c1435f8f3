// What may be asked of the database-corruption runbook, in either mode.
import * as z from 'zod'
import { instant, toMillis } from '../instant.ts'
import { restoreFaults } from '../restore-moment.ts'
import { singleSelect } from '../sql.ts'
import { requester } from './requester.ts'

const restoreTo = instant
  .nullable()
  .default(null)
  .describe('The instant to restore to. Null: one second before the damage.')

const recover = z.strictObject({
  damagedAt: instant.describe('When the damage began, in UTC.'),
  restoreTo,
  from: z.enum(['point-in-time']).default('point-in-time').describe('The source of the restore.'),
  contain: z
    .enum(['now', 'at-cutover'])
    .default('at-cutover')
    .describe('Stop writers at once, or serve until the cutover (and export what is written meanwhile).'),
  approval: z.enum(['required', 'waived']).default('required'),
  waivedBecause: z.string().min(10).max(500).nullable().default(null).describe('Needed when the approval is waived.'),
  commitWindowMinutes: z
    .int()
    .min(5)
    .max(240)
    .default(30)
    .describe('Minutes after the cutover in which the old cluster stays untouched and the decision can be turned.'),
  onFailingHealth: z.enum(['hold', 'rollback']).default('hold').describe('What to do when health fails after cutover.'),
  damage: z
    .strictObject({ sql: singleSelect })
    .nullable()
    .default(null)
    .describe('A SELECT that counts damaged rows: it must give 0 on the restored database.'),
  adopt: z.string().min(1).max(80).nullable().default(null).describe('An earlier run whose restored cluster is used.'),
  requestedBy: requester,
})

/** A drill restores a healthy platform: nothing is damaged, and nothing is adopted. */
const drill = z.strictObject({
  damagedAt: z.null().default(null),
  restoreTo,
  damage: z.null().default(null),
  adopt: z.null().default(null),
  requestedBy: requester,
})

export const databaseCorruptionRequests = { recover, drill } as const

/** Faults that need more than one field, or the time. */
export function databaseCorruptionFaults(request: z.output<typeof recover>, now: number): readonly string[] {
  const faults = restoreFaults(request)
  if (toMillis(request.damagedAt) > now) {
    faults.push(`damagedAt: given ${request.damagedAt}, which is in the future; say when the damage began`)
  }
  if (request.approval === 'waived' && request.waivedBecause === null) {
    faults.push('waivedBecause: given nothing; an approval is waived only with a reason of at least 10 characters')
  }
  return faults
}
