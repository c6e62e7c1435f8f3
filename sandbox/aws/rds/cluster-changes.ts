// Changes of clusters that take time, with the outcomes that faults may choose by name.
import { removeAutomated } from './automated-snapshots.ts'
import { stuck } from './changes.ts'
import type { Cluster, State } from './state.ts'

/** States from which a cluster does not come back. */
export const brokenClusterStates = [
  'incompatible-restore',
  'failed',
  'inaccessible-encryption-credentials',
  'cloning-failed',
]

export function createCluster(state: State, cluster: Cluster): void {
  const end = (status: string) => () => {
    cluster.status = status
  }
  state.surroundings.lifecycle.schedule('rds.cluster.creating', cluster.id, {
    done: () => {
      cluster.status = 'available'
      cluster.restorableFrom = state.surroundings.clock.now()
    },
    ...Object.fromEntries(brokenClusterStates.map(status => [status, end(status)])),
    stuck,
  })
}

/** The cluster is in `status` until the change is done; it stays so when stuck, or ends as `failed`. */
export function changeCluster(
  state: State,
  cluster: Cluster,
  change: { readonly status: string; readonly done: () => void },
): void {
  cluster.status = change.status
  const reset = change.status === 'resetting-master-credentials'
  const transition = reset ? 'rds.cluster.resetting-master-credentials' : 'rds.cluster.modifying'
  state.surroundings.lifecycle.schedule(transition, cluster.id, {
    done: () => {
      cluster.status = 'available'
      change.done()
    },
    failed: () => {
      cluster.status = 'failed'
    },
    stuck,
  })
}

/**
 * The status follows a request only after some seconds: whoever asks at once still reads `available`, with the change
 * among the pending values [K].
 */
export function changeClusterSoon(
  state: State,
  cluster: Cluster,
  change: { readonly status: string; readonly done: () => void },
): void {
  state.surroundings.lifecycle.schedule('rds.cluster.visible', cluster.id, {
    done: () => changeCluster(state, cluster, change),
  })
}

/** Gone once its own time is over and its last instance is. */
export function deleteCluster(state: State, cluster: Cluster): void {
  const { lifecycle } = state.surroundings
  cluster.status = 'deleting'
  let due = false
  const remove = () => {
    if (!due || cluster.members.length > 0) return
    stop()
    state.clusters.splice(state.clusters.indexOf(cluster), 1)
    removeAutomated(state, cluster)
  }
  const stop = lifecycle.onChange(remove)
  const done = () => {
    due = true
    remove()
  }
  lifecycle.schedule('rds.cluster.deleting', cluster.id, { done, stuck })
}
