// What may be asked of the database-corruption runbook, in either mode.
import * as z from 'zod'
import { instant, toMillis } from '../instant.ts'
import { restoreFaults } from '../restore-moment.ts'
import { singleSelect } from '../sql.ts'
import { approval, waivedBecause, waiverFaults } from './approvals.ts'

const restoreTo = instant
  .nullable()
  .default(null)
  .describe('The instant to restore to. Null: one second before the damage.')

const from = z
  .enum(['point-in-time', 'recovery-point', 'snapshot'])
  .default('point-in-time')
  .describe('The source of the restore.')

const pointArn = /^arn:aws:(rds:[a-z0-9-]+:\d{12}:cluster-snapshot:.+|backup:[a-z0-9-]+:\d{12}:recovery-point:.+)$/

const recover = z.strictObject({
  damagedAt: instant.describe('When the damage began, in UTC.'),
  restoreTo,
  from,
  point: z
    .string()
    .regex(pointArn, 'the ARN of a recovery point or of a cluster snapshot')
    .nullable()
    .default(null)
    .describe('The recovery point or snapshot to restore from. Null: the newest that can be used.'),
  contain: z
    .enum(['now', 'at-cutover'])
    .default('at-cutover')
    .describe('Stop writers at once, or serve until the cutover (and export what is written meanwhile).'),
  approval,
  waivedBecause,
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
})

/** A drill restores a healthy platform: nothing is damaged, and nothing is adopted. */
const drill = z.strictObject({
  damagedAt: z.null().default(null),
  restoreTo,
  from,
  point: z.null().default(null),
  damage: z.null().default(null),
  adopt: z.null().default(null),
})

export const databaseCorruptionRequests = { recover, drill } as const

/** Faults that need more than one field, or the time. A field that is malformed by itself is absent. */
export function databaseCorruptionFaults(request: Partial<z.output<typeof recover>>, now: number): readonly string[] {
  const { damagedAt = null, restoreTo = null } = request
  const faults = restoreFaults({ damagedAt, restoreTo })
  if (damagedAt !== null && toMillis(damagedAt) > now) {
    faults.push(`damagedAt: given ${damagedAt}, which is in the future; say when the damage began`)
  }
  if (request.point !== null && request.from === 'point-in-time') {
    faults.push(
      `point: given ${request.point}; a restore from point-in-time starts from none, say from: recovery-point or snapshot`,
    )
  }
  return [...faults, ...waiverFaults(request)]
}
