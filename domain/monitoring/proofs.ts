// Whether a restored store holds what it should: judged from what Prometheus and Grafana said of themselves.
import { readableDuration } from '../duration.ts'
import { type Instant, toInstant, toMillis } from '../instant.ts'

export interface MetricsSeen {
  /** Milliseconds, of the newest sample before the loss; null when there is none within the promise before the recovery point. */
  readonly newest: number | null
  readonly oldest: number | null
  readonly moment: Instant
  /** Null in a drill. */
  readonly lostAt: Instant | null
  /** Seconds of metrics that may be missing before the loss. */
  readonly rpo: number
  readonly targets: { readonly up: number; readonly down: readonly string[] }
}

export interface Proved {
  readonly proofs: readonly string[]
  readonly faults: readonly string[]
}

/** Seconds: the newest samples before a snapshot may be in memory only, and a repaired log has lost its end. */
const TAIL = 900

/** An approved recovery point that is older than the promise may have its own gap, and no more. */
export function judgeMetrics(seen: MetricsSeen): Proved {
  const { newest, oldest, moment, lostAt, rpo, targets } = seen
  if (newest === null)
    return {
      proofs: [],
      faults: [`it holds no sample of the ${readableDuration(rpo)} before its recovery point of ${moment}`],
    }
  const until = lostAt === null ? toMillis(moment) : toMillis(lostAt)
  const gap = Math.max(0, (until - newest) / 1000)
  const allowed = Math.max(rpo, (until - toMillis(moment)) / 1000 + TAIL)
  const since = oldest === null ? 'an unknown time' : toInstant(Math.floor(oldest / 1000) * 1000)
  const short = (toMillis(moment) - newest) / 1000
  // Prometheus repairs a log that it cannot read by throwing the rest of it away, and says so in its own log only.
  const cut =
    short > TAIL ? `; the last ${readableDuration(short)} before the recovery point were lost with its log` : ''
  const down = targets.down.length === 0 ? '' : `, ${targets.down.length} down (${targets.down.slice(0, 3).join(', ')})`
  return {
    proofs: [
      `${targets.up} targets are up${down}`,
      `it holds samples from ${since} to ${toInstant(newest)}, ${readableDuration(gap)} before ${lostAt === null ? 'the recovery point' : 'the loss'}${cut}`,
    ],
    faults:
      gap > allowed
        ? [
            `its newest sample is of ${toInstant(newest)}: ${readableDuration(gap)} are missing, ${readableDuration(allowed)} are allowed`,
          ]
        : [],
  }
}

export interface DashboardsSeen {
  readonly dashboards: number
  readonly folders: number
  readonly sources: number
  /** Null when nobody knows: then there must be one at least. */
  readonly expected: { readonly dashboards: number; readonly sources: number; readonly because: string } | null
}

export function judgeDashboards({ dashboards, folders, sources, expected }: DashboardsSeen): Proved {
  const least = expected ?? { dashboards: 1, sources: 1, because: 'nobody counted them before' }
  return {
    proofs: [
      `${dashboards} dashboards in ${folders} folders and ${sources} data sources (expected ${least.dashboards} and ${least.sources}: ${least.because})`,
    ],
    faults: [
      ...(dashboards < least.dashboards
        ? [`it has ${dashboards} dashboards, expected ${least.dashboards} (${least.because})`]
        : []),
      ...(sources < least.sources
        ? [`it has ${sources} data sources, expected ${least.sources} (${least.because})`]
        : []),
    ],
  }
}
