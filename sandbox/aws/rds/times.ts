// The restorable window of a cluster.
import { timings } from '../../timings.ts'
import type { Cluster, State } from './state.ts'

const day = 86_400_000

export interface Window {
  /** Epoch milliseconds. */
  readonly earliest: number
  readonly latest: number
}

/**
 * Undefined until the cluster has been available for as long as its log lags behind (pitfalls 17): nothing could be
 * restored before. The lag is drawn per cluster; LatestRestorableTime is within five minutes of now
 * (aws-behaviour 1.3.3).
 */
export function restorableWindow({ surroundings }: State, cluster: Cluster): Window | undefined {
  if (cluster.restorableFrom === undefined) return undefined
  const now = surroundings.clock.now()
  const lag = surroundings.chance.seconds(
    timings['rds.latest-restorable.lag'],
    'rds.latest-restorable',
    cluster.resourceId,
  )
  // Whole seconds, as the API gives them, rounded so that the window never claims more than there is.
  const latest = Math.floor((now - lag * 1000) / 1000) * 1000
  const oldest = Math.max(cluster.restorableFrom, cluster.database.earliest, now - cluster.backupRetention * day)
  const earliest = Math.ceil(oldest / 1000) * 1000
  return latest < earliest ? undefined : { earliest, latest }
}
