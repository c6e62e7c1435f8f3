// What a pod's status says at each point of its life.
import type { Pod } from '../../../lambdas/gateways/kubernetes/wire.ts'
import { type ConditionFields, setCondition, timestamp } from '../object.ts'
import type { Store } from '../store.ts'

export type ContainerState =
  | { readonly waiting: { readonly reason: string; readonly message?: string } }
  | { readonly running: { readonly startedAt: string } }
  | { readonly terminated: { readonly exitCode: number; readonly reason: string; readonly message?: string } }

export interface PodMoment {
  readonly phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed'
  readonly ready: boolean
  readonly state: ContainerState
  /** Why the pod as a whole failed, e.g. `DeadlineExceeded`. */
  readonly reason?: string
  readonly restarts?: number
  /** Name of the node it runs on. */
  readonly node?: string
}

/** Writes the status of the pod as it is now; does nothing when that pod is gone. */
export function writeStatus(store: Store, pod: Pod, moment: PodMoment & { now: number }): Pod | undefined {
  const found = store.current(pod)
  if (!found) return undefined
  return store.update(found, draft => {
    const time = timestamp(moment.now)
    const before = draft.status?.containerStatuses?.[0]
    const flag = (type: string, value: boolean): ConditionFields => ({
      type,
      status: value ? 'True' : 'False',
      ...(!value && { reason: moment.phase === 'Succeeded' ? 'PodCompleted' : 'ContainersNotReady' }),
      lastTransitionTime: time,
    })
    let conditions = draft.status?.conditions as ConditionFields[] | undefined
    conditions = setCondition(conditions, { type: 'PodScheduled', status: 'True', lastTransitionTime: time })
    for (const type of ['ContainersReady', 'Ready']) conditions = setCondition(conditions, flag(type, moment.ready))
    if (draft.spec && moment.node !== undefined) draft.spec.nodeName = moment.node
    const container = draft.spec?.containers[0]
    const containerStatus = {
      name: container?.name,
      image: container?.image,
      imageID: '',
      ready: moment.ready,
      started: 'running' in moment.state,
      restartCount: moment.restarts ?? before?.restartCount ?? 0,
      state: moment.state,
    }
    draft.status = {
      phase: moment.phase,
      ...(moment.reason !== undefined && { reason: moment.reason }),
      conditions,
      startTime: draft.status?.startTime ?? time,
      containerStatuses: [containerStatus],
    } as Pod['status']
  })
}

export function writeUnschedulable(store: Store, pod: Pod, { message, now }: { message: string; now: number }): void {
  const found = store.current(pod)
  if (!found) return
  store.update(found, draft => {
    const unscheduled = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }
    const conditions = setCondition(draft.status?.conditions as ConditionFields[] | undefined, {
      ...unscheduled,
      lastTransitionTime: timestamp(now),
    })
    draft.status = { ...draft.status, phase: 'Pending', conditions } as Pod['status']
  })
}
