// Snapshots from before the rehearsal, and the one that RDS takes by itself of a cluster each night.
import type { Tag } from '@aws-sdk/client-rds'
import { findCluster } from './find.ts'
import { described, takeSnapshot } from './snapshots.ts'
import type { Cluster, Snapshot, State } from './state.ts'

const day = 86_400_000

export interface SnapshotSeed {
  readonly clusterId: string
  readonly id: string
  /** Default: the ARN of a cluster snapshot of that name. */
  readonly arn?: string
  readonly type: Snapshot['type']
  /** Milliseconds since the epoch. */
  readonly takenAt: number
  readonly tags?: readonly Tag[]
}

/** Holds what the cluster held then; of the time before the rehearsal's history, what that history begins with. */
export function seedSnapshot(state: State, { clusterId, takenAt, tags = [], ...named }: SnapshotSeed): Snapshot {
  const cluster = findCluster(state, clusterId)
  const snapshot: Snapshot = {
    ...described(state, cluster, { ...named, tags }),
    status: 'available',
    takenAt,
    database: cluster.database,
  }
  state.snapshots.push(snapshot)
  return snapshot
}

/** The nights since retention began, and every night from now on, until the cluster is gone. */
export function snapshotNightly(state: State, clusterId: string): void {
  const cluster = findCluster(state, clusterId)
  const next = nextWindow(cluster, state.surroundings.clock.now())
  for (let nights = cluster.backupRetention - 1; nights >= 1; nights--) {
    const takenAt = next - nights * day
    const seed = { clusterId, id: nightlyId(cluster, takenAt), type: 'automated' as const, takenAt, tags: cluster.tags }
    expire(state, cluster, seedSnapshot(state, seed))
  }
  takeAt(state, cluster, next)
}

function takeAt(state: State, cluster: Cluster, time: number): void {
  state.surroundings.clock.at(time, () => {
    if (!state.clusters.includes(cluster)) return
    if (cluster.status === 'available') {
      const request = { id: nightlyId(cluster, time), type: 'automated' as const, tags: cluster.tags }
      expire(state, cluster, takeSnapshot(state, cluster, request))
    }
    takeAt(state, cluster, time + day)
  })
}

/** Kept as long as the retention of automated backups, and deleted with them. */
function expire(state: State, cluster: Cluster, snapshot: Snapshot): void {
  state.surroundings.clock.at(snapshot.takenAt + cluster.backupRetention * day, () => remove(state, [snapshot]))
}

/** With the cluster go its automated snapshots, unless its automated backups are retained (pitfalls 15). */
export function removeAutomated(state: State, cluster: Cluster): void {
  if (state.retained.some(each => each.cluster === cluster)) return
  const { resourceId } = cluster
  remove(
    state,
    state.snapshots.filter(each => each.type === 'automated' && each.source.resourceId === resourceId),
  )
}

function remove(state: State, gone: readonly Snapshot[]): void {
  for (const snapshot of gone) {
    const at = state.snapshots.indexOf(snapshot)
    if (at >= 0) state.snapshots.splice(at, 1)
  }
}

/** The beginning of the backup window, `hh:mm-hh:mm` in UTC, that comes next. */
function nextWindow({ backupWindow }: Cluster, now: number): number {
  const [hour = '0', minute = '0'] = backupWindow.split(/[:-]/)
  const today = Math.floor(now / day) * day + (Number(hour) * 60 + Number(minute)) * 60_000
  return today > now ? today : today + day
}

/** As RDS names them: `rds:<cluster>-2030-03-04-02-07`. */
const nightlyId = ({ id }: Cluster, time: number): string =>
  `rds:${id}-${new Date(time).toISOString().slice(0, 16).replace(/[T:]/g, '-')}`
