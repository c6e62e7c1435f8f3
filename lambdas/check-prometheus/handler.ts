// It may replay its log for minutes, and a probe that fails meanwhile is no failure (aws-behaviour 3.3.2).
import type * as z from 'zod'
import { NotProven } from '../../domain/errors.ts'
import { toInstant, toMillis } from '../../domain/instant.ts'
import { judgeMetrics } from '../../domain/monitoring/proofs.ts'
import { asLambda } from '../as-lambda.ts'
import { failed, pending, ready } from '../contract.ts'
import { keepsCrashing, whyWaiting } from '../gateways/pod-state.ts'
import { type AskedPrometheus, prometheus } from '../gateways/prometheus.ts'
import { type StoreInCluster, stores } from '../gateways/stores.ts'
import { watching } from '../gateways/watching.ts'
import { implement } from '../implement.ts'
import { checkPrometheus } from './contract.ts'

type Input = z.infer<typeof checkPrometheus.takes>

/** Milliseconds. A snapshot begins some time after its recovery point does. */
const AFTER = 1_800_000
/** Seconds between the instants that are looked at: a query sees five minutes back. */
const STEP = 60

export const run = implement(
  checkPrometheus,
  { stores, prometheus },
  async ({ clusterName, monitoring, store, ...wanted }, { stores, prometheus, environment, watch }) => {
    const here = stores.of(clusterName, monitoring, store.name)
    const asked = prometheus.of(clusterName, monitoring)
    return watching({ environment, watch, clusterName, watched: [here.counted], untold: true }, () =>
      look({ here, asked, store, wanted }),
    )
  },
)

interface Looking {
  readonly here: StoreInCluster
  readonly asked: AskedPrometheus
  readonly store: Input['store']
  readonly wanted: Pick<Input, 'moment' | 'lostAt' | 'rpo'>
}

async function look({ here, asked, store, wanted }: Looking) {
  const workload = await here.workload()
  if ((workload?.ready ?? 0) < store.replicas) {
    const pods = await here.pods(store.podSelector)
    const crashing = keepsCrashing(pods)
    return crashing === undefined ? pending(whyWaiting(pods)) : failed(NotProven, `Prometheus: ${crashing}`)
  }
  const notReady = await asked.notReady()
  if (notReady !== null) return pending(`Prometheus is not ready: ${notReady}`)
  const targets = await asked.targets()
  const unscraped = targets.filter(({ health }) => health === 'unknown').length
  if (targets.length === 0 || unscraped > 0)
    return pending(`${unscraped} of ${targets.length} targets are not scraped yet`)
  const up = targets.filter(({ health }) => health === 'up').length
  const down = targets.filter(({ health }) => health === 'down').map(({ job, instance }) => `${job} ${instance}`)
  const seen = { ...wanted, ...(await samplesOf(asked, wanted)), targets: { up, down } }
  const { proofs, faults } = judgeMetrics(seen)
  const all = [...faults, ...(up === 0 ? ['none of its targets is up'] : [])]
  if (all.length > 0 || seen.newest === null) return failed(NotProven, `Prometheus: ${all.join('; ')}`)
  const oldest = seen.oldest === null ? null : toInstant(Math.round(seen.oldest))
  return ready({ targetsUp: up, newest: toInstant(seen.newest), oldest, proofs: [...proofs] })
}

async function samplesOf(asked: AskedPrometheus, { moment, lostAt, rpo }: Pick<Input, 'moment' | 'lostAt' | 'rpo'>) {
  const at = toMillis(moment)
  const end = Math.min(at + AFTER, lostAt === null ? Number.POSITIVE_INFINITY : toMillis(lostAt) - 1000)
  const times = await asked.range('max(timestamp(up))', { start: at - rpo * 1000, end, step: STEP })
  const oldest = await asked.value('min(prometheus_tsdb_lowest_timestamp_seconds)')
  const newest = times.length === 0 ? null : Math.max(...times.map(([, seconds]) => seconds)) * 1000
  return { newest, oldest: oldest === null ? null : oldest * 1000 }
}

export const handler = asLambda(run)
