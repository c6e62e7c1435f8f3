// What may be asked of the monitoring-loss runbook, in either mode.
import * as z from 'zod'
import { instant, toMillis } from '../instant.ts'
import { approval, waivedBecause, waiverFaults } from './approvals.ts'

const snapshotArn = /^arn:aws:ec2:[a-z0-9-]+::snapshot\/snap-[0-9a-f]+$/

const point = z
  .string()
  .regex(snapshotArn, 'the ARN of a recovery point of a volume, such as arn:aws:ec2:us-east-1::snapshot/snap-0a1b2c3d')
  .nullable()
  .default(null)
  .describe('The recovery point to restore from. Null: the newest that can be used.')

const prometheus = z
  .enum(['recovery-point', 'leave'])
  .default('recovery-point')
  .describe('Where Prometheus comes from; leave: it is left as it is.')

const recover = z.strictObject({
  lostAt: instant.describe('When the data was lost, in UTC.'),
  prometheus,
  grafana: z
    .enum(['recovery-point', 'export', 'leave'])
    .default('recovery-point')
    .describe('Where Grafana comes from; export: its dashboards are imported again; leave: it is left as it is.'),
  prometheusPoint: point,
  grafanaPoint: point,
  dashboards: z
    .int()
    .min(1)
    .nullable()
    .default(null)
    .describe(
      'Dashboards that Grafana must have at least. Null: as many as the last export before the recovery point.',
    ),
  approval,
  waivedBecause,
  commitWindowMinutes: z
    .int()
    .min(5)
    .max(240)
    .default(15)
    .describe('Minutes after the cutover in which the old volumes stay untouched and the decision can be turned.'),
  onFailingHealth: z.enum(['hold', 'rollback']).default('hold').describe('What to do when health fails after cutover.'),
})

/** A drill restores the volumes of a healthy platform: nothing is lost, and nothing is imported. */
const drill = z.strictObject({
  lostAt: z.null().default(null),
  prometheus,
  grafana: z.enum(['recovery-point', 'leave']).default('recovery-point'),
  prometheusPoint: z.null().default(null),
  grafanaPoint: z.null().default(null),
})

export const monitoringLossRequests = { recover, drill } as const

/** Faults that need more than one field, or the time. A field that is malformed by itself is absent. */
export function monitoringLossFaults(request: Partial<z.output<typeof recover>>, now: number): readonly string[] {
  const { lostAt, prometheus, grafana, prometheusPoint, grafanaPoint } = request
  const faults: string[] = []
  if (lostAt !== undefined && toMillis(lostAt) > now)
    faults.push(`lostAt: given ${lostAt}, which is in the future; say when the data was lost`)
  if (prometheus === 'leave' && grafana === 'leave')
    faults.push('prometheus, grafana: given leave for both; nothing would be restored')
  if (prometheusPoint && prometheus === 'leave')
    faults.push(`prometheusPoint: given ${prometheusPoint}, but Prometheus is left as it is; leave the point out`)
  if (grafanaPoint && grafana !== undefined && grafana !== 'recovery-point')
    faults.push(`grafanaPoint: given ${grafanaPoint}, but Grafana is not restored from a recovery point (${grafana})`)
  return [...faults, ...waiverFaults(request)]
}
