// A Deployment's status, as `kubectl rollout status` reads it (aws-behaviour 3.2). Pure.
import type { V1DeploymentStatus } from '@kubernetes/client-node'
import type { Deployment, Wire } from '../../../lambdas/gateways/kubernetes/wire.ts'
import { setCondition, timestamp } from '../object.ts'
import { hashLabel } from './deployment.ts'
import type { ReplicaSet } from './strategy.ts'

type Status = Wire<V1DeploymentStatus>

interface Seen {
  readonly all: readonly ReplicaSet[]
  /** Of the present template. */
  readonly hash: string
  readonly now: number
}

export function deploymentStatus(deployment: Deployment, seen: Seen): { status: Status; deadline?: number } {
  const { spec } = deployment
  const counted = count(deployment, seen)
  const wanted = spec?.replicas ?? 0
  const enough = (counted.availableReplicas ?? 0) >= wanted - maxUnavailable(deployment)
  const conditions = setCondition(deployment.status?.conditions as Parameters<typeof setCondition>[0], {
    type: 'Available',
    status: enough ? 'True' : 'False',
    reason: enough ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
    message: `Deployment ${enough ? 'has' : 'does not have'} minimum availability.`,
    lastUpdateTime: timestamp(seen.now),
    lastTransitionTime: timestamp(seen.now),
  })
  return progress(deployment, { ...counted, conditions: keepTimes(deployment, conditions) } as Status, seen.now)
}

/** Terminating pods are in none of these counts: "no old replicas" does not mean that no old pod still runs. */
function count(deployment: Deployment, { all, hash }: Seen): Status {
  const total = (field: 'replicas' | 'readyReplicas' | 'availableReplicas' | 'terminatingReplicas') =>
    all.reduce((sum, each) => sum + (each.status?.[field] ?? 0), 0)
  const current = all.find(each => each.metadata.labels?.[hashLabel] === hash)
  const counts = {
    replicas: total('replicas'),
    updatedReplicas: current?.status?.replicas ?? 0,
    readyReplicas: total('readyReplicas'),
    availableReplicas: total('availableReplicas'),
    unavailableReplicas: Math.max(0, (deployment.spec?.replicas ?? 0) - total('availableReplicas')),
    terminatingReplicas: total('terminatingReplicas'),
  }
  // Zeroes are left out by the API server's types: a reader must take absence as 0.
  const told = Object.fromEntries(Object.entries(counts).filter(([, value]) => value !== 0))
  return { observedGeneration: deployment.metadata.generation, ...told }
}

function maxUnavailable({ spec }: Deployment): number {
  const value = spec?.strategy?.rollingUpdate?.maxUnavailable ?? 0
  if (spec?.strategy?.type === 'Recreate') return 0
  return typeof value === 'number' ? value : Math.floor((Number.parseInt(value, 10) / 100) * (spec?.replicas ?? 0))
}

/** An unchanged condition keeps its update time, or every look would be a change. */
function keepTimes(deployment: Deployment, conditions: ReturnType<typeof setCondition>) {
  return conditions.map(each => {
    const before = deployment.status?.conditions?.find(other => other.type === each.type)
    const same = before && before.status === each.status && before.reason === each.reason
    return same ? { ...each, lastUpdateTime: before.lastUpdateTime } : each
  })
}

/**
 * The Progressing condition. Once a rollout has completed, its set of pods is not judged again: pods that crash after
 * a mere change of scale never make it `ProgressDeadlineExceeded`.
 */
function progress(deployment: Deployment, next: Status, now: number): { status: Status; deadline?: number } {
  const before = deployment.status ?? {}
  const condition = before.conditions?.find(each => each.type === 'Progressing')
  const settled = next.replicas === next.updatedReplicas && condition?.reason === 'NewReplicaSetAvailable'
  if (settled || deployment.spec?.paused === true) return { status: next }
  const name = deployment.metadata.name
  if (isComplete(deployment, next)) {
    const message = `Deployment "${name}" has successfully progressed.`
    return { status: withCondition(next, { reason: 'NewReplicaSetAvailable', message, now }) }
  }
  if (!condition || hasAdvanced(before, next)) {
    const message = `Deployment "${name}" is progressing.`
    const status = withCondition(next, { reason: 'ReplicaSetUpdated', message, now })
    return { status, deadline: deadlineAfter(now, deployment) }
  }
  const deadline = deadlineAfter(Date.parse(condition.lastUpdateTime ?? timestamp(now)), deployment)
  if (condition.reason === 'NewReplicaSetAvailable' || condition.reason === 'ProgressDeadlineExceeded') {
    return { status: next }
  }
  if (now < deadline) return { status: next, deadline }
  const message = `Deployment "${name}" has timed out progressing.`
  return { status: withCondition(next, { reason: 'ProgressDeadlineExceeded', message, now }) }
}

/** A second later than the sum, because times are kept to the second. */
const deadlineAfter = (from: number, { spec }: Deployment) =>
  from + (spec?.progressDeadlineSeconds ?? 600) * 1000 + 1000

const isComplete = ({ spec, metadata }: Deployment, status: Status) =>
  (status.updatedReplicas ?? 0) === spec?.replicas &&
  (status.replicas ?? 0) === spec.replicas &&
  (status.availableReplicas ?? 0) === spec.replicas &&
  (status.observedGeneration ?? 0) >= (metadata.generation ?? 0)

function hasAdvanced(before: Status, next: Status): boolean {
  const old = (status: Status) => (status.replicas ?? 0) - (status.updatedReplicas ?? 0)
  return (
    (next.updatedReplicas ?? 0) > (before.updatedReplicas ?? 0) ||
    old(next) < old(before) ||
    (next.readyReplicas ?? 0) > (before.readyReplicas ?? 0) ||
    (next.availableReplicas ?? 0) > (before.availableReplicas ?? 0)
  )
}

export function withCondition(
  status: Status | undefined,
  { reason, message, now }: { reason: string; message: string; now: number },
): Status {
  const conditions = setCondition(status?.conditions as Parameters<typeof setCondition>[0], {
    type: 'Progressing',
    status: reason === 'ProgressDeadlineExceeded' ? 'False' : 'True',
    reason,
    message,
    lastUpdateTime: timestamp(now),
    lastTransitionTime: timestamp(now),
  })
  return { ...status, conditions } as Status
}
