// How many replicas each ReplicaSet should have next, by strategy. Pure.
import type { V1ReplicaSet } from '@kubernetes/client-node'
import type { Stored } from '../../../lambdas/gateways/kubernetes/wire.ts'

export type ReplicaSet = Stored<V1ReplicaSet>

export interface Situation {
  /** What the Deployment asks for. */
  readonly replicas: number
  readonly current: ReplicaSet
  readonly old: readonly ReplicaSet[]
}

export interface Wanted {
  readonly replicaSet: ReplicaSet
  readonly replicas: number
}

const specified = (set: ReplicaSet) => set.spec?.replicas ?? 0
const available = (set: ReplicaSet) => set.status?.availableReplicas ?? 0
const sum = (sets: readonly ReplicaSet[], of: (set: ReplicaSet) => number) =>
  sets.reduce((total, set) => total + of(set), 0)

/** Nothing new until every old pod is gone, those still terminating included. */
export function recreate({ replicas, current, old }: Situation): Wanted[] {
  const running = old.some(each => (each.status?.replicas ?? 0) > 0 || (each.status?.terminatingReplicas ?? 0) > 0)
  if (running || old.some(each => specified(each) > 0)) {
    return old.filter(each => specified(each) > 0).map(replicaSet => ({ replicaSet, replicas: 0 }))
  }
  return specified(current) === replicas ? [] : [{ replicaSet: current, replicas }]
}

/** New pods up to the surge, old pods down to the minimum that must stay available. */
export function rollingUpdate(
  situation: Situation,
  limits: { maxSurge?: number | string; maxUnavailable?: number | string },
): Wanted[] {
  const { replicas, current, old } = situation
  const surge = portion(limits.maxSurge ?? '25%', replicas, Math.ceil)
  const unavailable = portion(limits.maxUnavailable ?? '25%', replicas, Math.floor)
  const maxUnavailable = surge === 0 && unavailable === 0 ? 1 : Math.min(unavailable, replicas)
  const room = replicas + surge - sum([current, ...old], specified)
  const next = specified(current) > replicas ? replicas : Math.min(replicas, specified(current) + Math.max(0, room))
  const grown = next === specified(current) ? [] : [{ replicaSet: current, replicas: next }]
  return [...grown, ...scaleDown(situation, { next, minAvailable: replicas - maxUnavailable })]
}

/** Old pods that are not available go first: they serve nobody. */
function scaleDown(
  { current, old }: Situation,
  { next, minAvailable }: { next: number; minAvailable: number },
): Wanted[] {
  const total = next + sum(old, specified)
  const newUnavailable = Math.max(0, next - available(current))
  let removable = Math.max(0, total - minAvailable - newUnavailable)
  let spare = Math.max(0, available(current) + sum(old, available) - minAvailable)
  const wanted: Wanted[] = []
  for (const replicaSet of old) {
    const unhealthy = Math.min(removable, Math.max(0, specified(replicaSet) - available(replicaSet)))
    const healthy = Math.min(spare, removable - unhealthy, specified(replicaSet) - unhealthy)
    removable -= unhealthy + healthy
    spare -= healthy
    const replicas = specified(replicaSet) - unhealthy - healthy
    if (replicas !== specified(replicaSet)) wanted.push({ replicaSet, replicas })
  }
  return wanted
}

function portion(value: number | string, of: number, round: (value: number) => number): number {
  return typeof value === 'number' ? value : round((Number.parseInt(value, 10) / 100) * of)
}
