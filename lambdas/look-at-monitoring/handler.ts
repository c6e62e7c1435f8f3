// What would stop a run that is there to restore them is here a reason to leave the store as it is.
import { readableDuration } from '../../domain/duration.ts'
import { toMillis } from '../../domain/instant.ts'
import { storeNames, titleOf } from '../../domain/monitoring/store.ts'
import { asLambda } from '../as-lambda.ts'
import { backupRestore } from '../gateways/backup-restore.ts'
import { kms } from '../gateways/kms.ts'
import { type Restorable, restorable } from '../gateways/store-findings.ts'
import { stores } from '../gateways/stores.ts'
import { volumes } from '../gateways/volumes.ts'
import { implement } from '../implement.ts'
import { lookAtMonitoring } from './contract.ts'

export const run = implement(
  lookAtMonitoring,
  { stores, volumes, backup: backupRestore, kms },
  async ({ clusterName, monitoring, home, wanted }, { clock, ...tools }) => {
    const seen = await Promise.all(
      storeNames.map(async store => {
        const title = titleOf(store)
        if (wanted === 'leave') return { way: 'leave' as const, told: `${title}: left as it is, as was asked` }
        const asked = { store, clusterName, monitoring, home, lostAt: null, named: null }
        return judged(title, await restorable(tools, asked), clock.now())
      }),
    )
    const [prometheus, grafana] = seen.map(({ way }) => way)
    return {
      ways: { prometheus: prometheus ?? 'leave', grafana: grafana ?? 'leave' },
      any: seen.some(({ way }) => way !== 'leave'),
      told: seen.map(({ told }) => told),
    }
  },
)

/** A blocker names its store itself, as a rule. */
function judged(title: string, { point, blockers, notes }: Restorable, now: number) {
  if (!point) {
    const why = blockers.map(each => each.replace(`${title}: `, '')).join('; ')
    return { way: 'leave' as const, told: `${title}: left as it is: ${why || 'nobody knows its volume'}` }
  }
  const age = readableDuration((now - toMillis(point.moment)) / 1000)
  const noted = notes.length === 0 ? '' : `; ${notes.join('; ')}`
  return { way: 'recovery-point' as const, told: `${title}: ${point.moment}, ${age} ago${noted}` }
}

export const handler = asLambda(run)
