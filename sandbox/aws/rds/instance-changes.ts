// Changes of instances that take time, with the outcomes that faults may choose by name.
import type { Outcomes } from '../../lifecycle.ts'
import { stuck } from './changes.ts'
import type { Cluster, Instance, State } from './state.ts'

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
function failOver(cluster: Cluster): void {
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
