// What may be asked of the region-failure runbook, in either mode.
import * as z from 'zod'
import { instant, toMillis } from '../instant.ts'
import { singleSelect } from '../sql.ts'
import { approval, waivedBecause, waiverFaults } from './approvals.ts'

const copy = (pattern: RegExp, of: string) =>
  z
    .string()
    .regex(pattern, `the ARN of a copy of the ${of} in the recovery region`)
    .nullable()
    .default(null)
    .describe(`The copy of the ${of} to restore. Null: the newest that can be used.`)

const monitoring = z.enum(['restore', 'leave']).default('restore')

const recover = z.strictObject({
  lostAt: instant
    .nullable()
    .default(null)
    .describe(
      'When the region was lost, in UTC, as far as known: what was lost is counted from it. Null: ask the heartbeat.',
    ),
  databaseCopy: copy(/^arn:aws:rds:[a-z0-9-]+:\d{12}:cluster-snapshot:.+$/, 'database'),
  filesCopy: copy(/^arn:aws:backup:[a-z0-9-]+:\d{12}:recovery-point:.+$/, 'files'),
  monitoring: monitoring.describe(
    'Prometheus and Grafana, last: restored from their copies where there are any, or left as they stand by. What fails there is walked back, and fails no recovery.',
  ),
  approval,
  waivedBecause: waivedBecause.describe('Needed when the approvals are waived.'),
  commitWindowMinutes: z
    .int()
    .min(5)
    .max(240)
    .default(30)
    .describe(
      'Minutes after visitors were sent here in which the decision can be turned, while nothing new was written.',
    ),
  damage: z
    .strictObject({ sql: singleSelect })
    .nullable()
    .default(null)
    .describe('A SELECT that counts damaged rows: it must give 0 on the restored database.'),
  adopt: z
    .string()
    .min(1)
    .max(80)
    .nullable()
    .default(null)
    .describe('An earlier run whose restored cluster and files are used.'),
})

/** A drill starts while the primary region serves: nothing is lost, and nothing is adopted. */
const drill = z.strictObject({
  lostAt: z.null().default(null),
  databaseCopy: z.null().default(null),
  filesCopy: z.null().default(null),
  monitoring: monitoring.describe(
    'Whether volumes of Prometheus and Grafana are made from their copies and looked into.',
  ),
  damage: z.null().default(null),
  adopt: z.null().default(null),
})

export const regionFailureRequests = { recover, drill } as const

/** Faults that need more than one field, or the time. A field that is malformed by itself is absent. */
export function regionFailureFaults(request: Partial<z.output<typeof recover>>, now: number): readonly string[] {
  const { lostAt = null } = request
  return [
    ...(lostAt !== null && toMillis(lostAt) > now
      ? [`lostAt: given ${lostAt}, which is in the future; say when the region was lost, or leave it out`]
      : []),
    ...waiverFaults(request),
  ]
}
