// Changes of state that take time, with the outcomes that faults may choose by name.
import type { Outcomes } from '../../lifecycle.ts'
import type { Cluster, Instance, State } from './state.ts'

/** Nothing ever happens: the fault `stuck`. */
const stuck = () => undefined

/** States from which a cluster does not come back. */
export const brokenClusterStates = [
  'incompatible-restore',
  'failed',
  'inaccessible-encryption-credentials',
  'cloning-failed',
]

/** Shown by Describe after a few seconds; until then it is as if it were not there (invariant 15). */
export function appear(
  state: State,
  kind: 'cluster' | 'instance',
  thing: { readonly id: string; visible: boolean },
): void {
  const done = () => {
    thing.visible = true
  }
  state.surroundings.lifecycle.schedule(`rds.${kind}.visible`, thing.id, { done })
}

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

export function createInstance(state: State, instance: Instance): void {
  const end = (status: string) => () => {
    instance.status = status
  }
  const ready = () => {
    instance.serving = true
    if (instance.monitoringInterval > 0) changeInstance(state, instance, 'configuring-enhanced-monitoring')
    else instance.status = 'available'
  }
  state.surroundings.lifecycle.schedule('rds.instance.creating', instance.id, {
    done: ready,
    // Available, then for a minute not, because monitoring options are applied late [K].
    flap: () => {
      instance.serving = true
      instance.status = 'available'
      state.surroundings.lifecycle.schedule(
        'rds.instance.modifying',
        instance.id,
        { done: () => flap(state, instance) },
        20,
      )
    },
    failed: end('failed'),
    'incompatible-network': end('incompatible-network'),
    'incompatible-parameters': end('incompatible-parameters'),
    stuck,
  })
}

function flap(state: State, instance: Instance): void {
  if (instance.status !== 'available') return
  changeInstance(state, instance, 'configuring-enhanced-monitoring', { seconds: 60 })
}

/** Ends `available` unless a fault says otherwise. `interrupts`: no connections meanwhile. */
export function changeInstance(
  state: State,
  instance: Instance,
  status: string,
  options: { readonly done?: () => void; readonly seconds?: number; readonly interrupts?: boolean } = {},
): void {
  instance.status = status
  if (options.interrupts) instance.serving = false
  const outcomes: Outcomes = {
    done: () => {
      if (instance.status !== status) return
      instance.status = 'available'
      instance.serving = true
      options.done?.()
    },
    failed: () => {
      instance.status = 'failed'
      instance.serving = false
    },
    stuck,
  }
  const transition = status === 'rebooting' ? 'rds.instance.rebooting' : 'rds.instance.modifying'
  state.surroundings.lifecycle.schedule(transition, instance.id, outcomes, options.seconds)
}

/** When the writer goes, the reader with the lowest promotion tier takes over; serving ones first. */
export function failOver(cluster: Cluster): void {
  const candidates = cluster.members.filter(member => member.status !== 'deleting')
  for (const member of cluster.members) member.writer = false
  const [next] = candidates.sort((a, b) => Number(b.serving) - Number(a.serving) || a.promotionTier - b.promotionTier)
  if (next) next.writer = true
}

export function deleteInstance(state: State, instance: Instance): void {
  const { cluster } = instance
  instance.status = 'deleting'
  instance.serving = false
  if (instance.writer) failOver(cluster)
  const done = () => {
    state.instances.splice(state.instances.indexOf(instance), 1)
    cluster.members.splice(cluster.members.indexOf(instance), 1)
  }
  state.surroundings.lifecycle.schedule('rds.instance.deleting', instance.id, { done, stuck })
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
  }
  const stop = lifecycle.onChange(remove)
  const done = () => {
    due = true
    remove()
  }
  lifecycle.schedule('rds.cluster.deleting', cluster.id, { done, stuck })
}
