// Sees first, judges in the domain. What AWS refuses is a finding too; what does not answer is tried again.
import type * as z from 'zod'
import { titleOf } from '../../domain/monitoring/store.ts'
import { asLambda } from '../as-lambda.ts'
import { backupRestore } from '../gateways/backup-restore.ts'
import { type DashboardExports, dashboardExports } from '../gateways/dashboard-exports.ts'
import { kms } from '../gateways/kms.ts'
import { look } from '../gateways/look.ts'
import { restorable } from '../gateways/store-findings.ts'
import { stores } from '../gateways/stores.ts'
import { volumes } from '../gateways/volumes.ts'
import { implement } from '../implement.ts'
import { preflightStore } from './contract.ts'

type Input = z.infer<typeof preflightStore.takes>

export const run = implement(
  preflightStore,
  { stores, volumes, backup: backupRestore, exports: dashboardExports, kms },
  async (input, { stores, volumes, backup, exports, kms, environment }) => {
    const { store, from } = input
    if (from === 'leave') return { blockers: [], notes: [`${titleOf(store)} is left as it is`] }
    if (from === 'export') return { blockers: await exportBlockers(input, exports), notes: [] }
    const { blockers, notes } = await restorable(
      { stores, volumes, backup, kms, environment },
      { ...input, home: null },
    )
    return { blockers: [...blockers], notes: [...notes] }
  },
)

async function exportBlockers({ lostAt }: Input, exports: DashboardExports): Promise<string[]> {
  return look('the exports of dashboards', async () => {
    const newest = await exports.newestBefore(lostAt)
    return newest
      ? []
      : [`Grafana: there is no export of dashboards before ${lostAt ?? 'now'}; restore from a recovery point`]
  }).then(found => [...found])
}

export const handler = asLambda(run)
