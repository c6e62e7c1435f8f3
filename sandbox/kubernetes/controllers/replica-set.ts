// The ReplicaSet controller: as many pods as asked for, and a count of them.

import type { Pod } from '../../../lambdas/gateways/kubernetes/wire.ts'
import { markDeleted } from '../api/remove.ts'
import { pods, replicaSets } from '../kinds.ts'
import { controlledBy, controllerOf, ownedBy } from '../object.ts'
import { concerns, type Loop, loop, type Machinery } from './loop.ts'
import type { ReplicaSet } from './strategy.ts'

interface Counting extends Machinery {
  /**
   * Pods made so far, by set. Their names are drawn with it, and with their names how long they take: so two runs that
   * differ in timing only draw alike.
   */
  readonly made: Map<string, number>
}

export function replicaSetController(machinery: Machinery): void {
  const { store } = machinery
  const counting: Counting = { ...machinery, made: new Map() }
  const controller = loop(machinery, (namespace, name) => {
    const set = store.get(replicaSets, namespace, name)
    if (set && set.metadata.deletionTimestamp === undefined) reconcile(counting, controller, set)
  })
  store.onChange(change => {
    const { metadata } = change.object
    if (concerns(change, replicaSets)) controller.enqueue(metadata.namespace, metadata.name)
    const owner = concerns(change, pods) ? controllerOf(change.object) : undefined
    if (owner?.kind === replicaSets.kind) controller.enqueue(metadata.namespace, owner.name)
  })
}

const isTerminating = (pod: Pod) => pod.metadata.deletionTimestamp !== undefined
export const isReady = (pod: Pod) =>
  !isTerminating(pod) &&
  (pod.status?.conditions?.some(each => each.type === 'Ready' && each.status === 'True') ?? false)

function reconcile(machinery: Counting, controller: Loop, set: ReplicaSet): void {
  const { store, surroundings } = machinery
  const owned = store.list(pods, set.metadata.namespace).filter(each => ownedBy(each, set))
  const active = owned.filter(each => !isTerminating(each))
  const missing = (set.spec?.replicas ?? 0) - active.length
  for (let created = 0; created < missing; created++) createPod(machinery, set)
  for (const pod of victims(active).slice(0, Math.max(0, -missing)))
    markDeleted({ store, clock: surroundings.clock }, pod)
  const after = store.list(pods, set.metadata.namespace).filter(each => ownedBy(each, set))
  const ready = after.filter(isReady)
  const settle = (set.spec?.minReadySeconds ?? 0) * 1000
  const now = surroundings.clock.now()
  const due = ready.map(pod => readySince(pod) + settle)
  const counts = {
    replicas: after.filter(each => !isTerminating(each)).length,
    fullyLabeledReplicas: after.filter(each => !isTerminating(each)).length,
    readyReplicas: ready.length,
    availableReplicas: due.filter(time => time <= now).length,
    terminatingReplicas: after.filter(isTerminating).length,
  }
  store.update(set, draft => {
    const told = Object.entries(counts).filter(([key, value]) => value !== 0 || key === 'replicas')
    draft.status = { observedGeneration: set.metadata.generation, ...Object.fromEntries(told) } as ReplicaSet['status']
  })
  for (const time of due) if (time > now) controller.enqueueAt(time, set.metadata.namespace, set.metadata.name)
}

const readySince = (pod: Pod) =>
  Date.parse(pod.status?.conditions?.find(each => each.type === 'Ready')?.lastTransitionTime ?? '')

/** Scaling down takes pods that are not ready first, then the youngest. */
function victims(active: readonly Pod[]): Pod[] {
  const rank = (pod: Pod) => (isReady(pod) ? 1 : 0)
  return active.toSorted(
    (a, b) => rank(a) - rank(b) || b.metadata.creationTimestamp.localeCompare(a.metadata.creationTimestamp),
  )
}

function createPod({ store, surroundings, cluster, made }: Counting, set: ReplicaSet): void {
  const { name, namespace } = set.metadata
  const template = structuredClone(set.spec?.template) ?? {}
  const number = made.get(`${namespace}/${name}`) ?? 0
  made.set(`${namespace}/${name}`, number + 1)
  const digits = surroundings.chance.hex(10, cluster, 'pod', name, number)
  const suffix = [...digits.matchAll(/../g)]
    .map(([pair]) => letters[Number.parseInt(pair, 16) % letters.length])
    .join('')
  store.create(pods, {
    metadata: {
      name: `${name}-${suffix}`,
      namespace,
      labels: template.metadata?.labels,
      annotations: template.metadata?.annotations,
      ownerReferences: [controlledBy(set)],
    },
    spec: template.spec,
    status: { phase: 'Pending' },
  })
}

/** Of generated names: neither vowels nor what looks like them. */
const letters = 'bcdfghjklmnpqrstvwxz2456789'
