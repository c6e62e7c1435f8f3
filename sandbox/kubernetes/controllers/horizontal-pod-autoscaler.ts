// The autoscaler keeps a Deployment within its bounds. Load is not simulated: within the bounds it changes nothing.
import type { Deployment, HorizontalPodAutoscaler } from '../../../lambdas/gateways/kubernetes/wire.ts'
import { autoscalers, deployments } from '../kinds.ts'
import { type ConditionFields, setCondition, timestamp } from '../object.ts'
import { concerns, type Machinery } from './loop.ts'

export function autoscalerController(machinery: Machinery): void {
  const { store, surroundings, cluster } = machinery
  const pending = new Set<string>()
  const look = (autoscaler: HorizontalPodAutoscaler) => {
    const { uid, namespace, name } = autoscaler.metadata
    if (pending.has(uid)) return
    pending.add(uid)
    surroundings.lifecycle.schedule('eks.autoscaler.look', `${cluster}/${namespace}/${name}`, {
      done: () => {
        pending.delete(uid)
        const found = store.current(autoscaler)
        if (found) reconcile(machinery, found)
      },
    })
  }
  store.onChange(change => {
    if (change.type === 'deleted') return
    if (concerns(change, autoscalers)) look(change.object as HorizontalPodAutoscaler)
    if (!concerns(change, deployments)) return
    const { namespace, name } = change.object.metadata
    for (const each of store.list(autoscalers, namespace)) if (targetOf(each) === name) look(each)
  })
}

const targetOf = ({ spec }: HorizontalPodAutoscaler) =>
  spec?.scaleTargetRef.kind === deployments.kind ? spec.scaleTargetRef.name : undefined

function reconcile({ store, surroundings }: Machinery, autoscaler: HorizontalPodAutoscaler): void {
  const target = store.get(deployments, autoscaler.metadata.namespace, targetOf(autoscaler) ?? '')
  const now = timestamp(surroundings.clock.now())
  const { condition, desired } = judge(autoscaler, target)
  const current = target?.spec?.replicas ?? 0
  store.update(autoscaler, draft => {
    const before = draft.status?.conditions as ConditionFields[] | undefined
    const conditions = setCondition(before, { ...condition, type: 'ScalingActive', lastTransitionTime: now })
    draft.status = {
      ...draft.status,
      currentReplicas: current,
      desiredReplicas: desired,
      conditions,
    } as typeof draft.status
  })
  if (!target || desired === current) return
  store.update(target, draft => {
    draft.spec!.replicas = desired
  })
}

/** At zero replicas it is switched off: it never raises from zero (aws-behaviour 3.2). */
function judge(
  { spec }: HorizontalPodAutoscaler,
  target: Deployment | undefined,
): { condition: Omit<ConditionFields, 'type'>; desired: number } {
  const current = target?.spec?.replicas ?? 0
  if (!target) return { condition: { status: 'False', reason: 'FailedGetScale' }, desired: 0 }
  if (current === 0) {
    const message = 'scaling is disabled since the replica count of the target is zero'
    return { condition: { status: 'False', reason: 'ScalingDisabled', message }, desired: 0 }
  }
  const desired = Math.min(spec?.maxReplicas ?? current, Math.max(spec?.minReplicas ?? 1, current))
  return { condition: { status: 'True', reason: 'ValidMetricFound' }, desired }
}
