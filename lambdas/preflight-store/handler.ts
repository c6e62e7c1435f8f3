// Sees first, judges in the domain. What AWS refuses is a finding too; what does not answer is tried again.
import type * as z from 'zod'
import { type Findings, judgeStore, keyBlockers } from '../../domain/monitoring/preflight.ts'
import { titleOf } from '../../domain/monitoring/store.ts'
import { lineageOf } from '../../domain/monitoring/volume.ts'
import { asLambda } from '../as-lambda.ts'
import { type BackupRestore, backupRestore } from '../gateways/backup-restore.ts'
import { handleOf } from '../gateways/claims.ts'
import { type DashboardExports, dashboardExports } from '../gateways/dashboard-exports.ts'
import { kms } from '../gateways/kms.ts'
import { look } from '../gateways/look.ts'
import { orBlocked } from '../gateways/or-blocked.ts'
import { readingOf, seenOf, volumeArn } from '../gateways/store-reading.ts'
import { stores } from '../gateways/stores.ts'
import { chooseVolumePoint } from '../gateways/volume-points.ts'
import { volumes } from '../gateways/volumes.ts'
import { implement } from '../implement.ts'
import { preflightStore } from './contract.ts'

type Input = z.infer<typeof preflightStore.takes>

export const run = implement(
  preflightStore,
  { stores, volumes, backup: backupRestore, exports: dashboardExports, kms },
  async (input, { stores, volumes, backup, exports, kms, environment, clock }) => {
    const { store, from, clusterName, monitoring } = input
    const title = titleOf(store)
    if (from === 'leave') return { blockers: [], notes: [`${title} is left as it is`] }
    if (from === 'export') return { blockers: await exportBlockers(input, exports), notes: [] }
    const key = await look('the key', async () =>
      keyBlockers(monitoring.kmsKeyId, await kms.findKey(monitoring.kmsKeyId)),
    )
    const found = await orBlocked(clusterName, async (): Promise<Findings> => {
      const reading = await readingOf(stores.of(clusterName, monitoring, store), volumes)
      const judged = judgeStore(seenOf(store, reading, monitoring))
      if (!reading.volume) return judged
      const arn = volumeArn(environment, handleOf(reading.volume))
      const arns = [arn, ...lineageOf(arn, reading.disk?.tags ?? {})]
      const points = await look('the recovery points', () =>
        pointBlockers({ ...input, arns, now: clock.now() }, backup),
      )
      return { blockers: [...judged.blockers, ...points], notes: judged.notes }
    })
    return { blockers: [...new Set([...found.blockers, ...key])], notes: [...found.notes] }
  },
)

async function pointBlockers(
  { store, monitoring, lostAt, named, arns, now }: Input & { readonly arns: readonly string[]; readonly now: number },
  backup: BackupRestore,
): Promise<string[]> {
  const choice = await chooseVolumePoint(backup, { vault: monitoring.vault, volumeArns: arns, lostAt, named, now })
  if (!('impossible' in choice)) return []
  return [`${titleOf(store)}: recovery points in the vault ${monitoring.vault}: ${choice.impossible}`]
}

async function exportBlockers({ lostAt }: Input, exports: DashboardExports): Promise<string[]> {
  return look('the exports of dashboards', async () => {
    const newest = await exports.newestBefore(lostAt)
    return newest
      ? []
      : [`Grafana: there is no export of dashboards before ${lostAt ?? 'now'}; restore from a recovery point`]
  }).then(found => [...found])
}

export const handler = asLambda(run)
