// Why pods are not ready yet, in the words of Kubernetes.
import type { Pod } from './kubernetes.ts'

/** Restarts after which waiting longer is of no use: with the kubelet's growing pauses, about five minutes. */
const CRASHES = 5

/** What a pod that is started again and again says; undefined while it may yet come up. A slow start alone is no crash. */
export function keepsCrashing(pods: readonly Pod[]): string | undefined {
  for (const { metadata, status } of pods) {
    for (const { restartCount, state, lastState } of status?.containerStatuses ?? []) {
      if (restartCount < CRASHES || state?.waiting?.reason !== 'CrashLoopBackOff') continue
      const last = lastState?.terminated?.message ?? lastState?.terminated?.reason
      return `${metadata.name} has crashed ${restartCount} times${last ? `: ${last}` : ''}; what was restored cannot be opened`
    }
  }
  return undefined
}

export function whyWaiting(pods: readonly Pod[]): string {
  if (pods.length === 0) return 'there is no pod yet'
  return pods
    .map(pod => `${pod.metadata.name} ${stateOf(pod)}`)
    .join('; ')
    .slice(0, 400)
}

function stateOf({ metadata, status }: Pod): string {
  if (metadata.deletionTimestamp !== undefined) return 'terminates'
  const unscheduled = status?.conditions?.find(each => each.type === 'PodScheduled' && each.status === 'False')
  if (unscheduled) return `cannot be scheduled: ${unscheduled.message ?? unscheduled.reason ?? ''}`
  const states = (status?.containerStatuses ?? []).flatMap(({ state }) => state?.waiting ?? state?.terminated ?? [])
  const [first] = states
  if (first) return `${first.reason ?? 'waits'}${first.message ? `: ${first.message}` : ''}`
  return status?.phase === 'Running' ? 'runs and is not ready yet' : (status?.phase ?? 'is unknown')
}
