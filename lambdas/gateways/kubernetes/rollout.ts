// Has a rollout come to its end? What `kubectl rollout status` checks (aws-behaviour 3.2). Pure.
import type { Deployment } from './wire.ts'

export type RolloutState =
  | { readonly status: 'progressing'; readonly note: string }
  | { readonly status: 'complete' }
  | { readonly status: 'failed'; readonly reason: string }

/**
 * Complete says nothing of pods that are still terminating, and at zero replicas it is complete at once: wait for
 * the pods to be gone separately. Never `failed` after a mere change of scale: the caller needs a limit of its own.
 * Absent counts are zero (`omitempty`).
 */
export function rolloutState({ metadata, spec, status }: Deployment): RolloutState {
  const progressing = (note: string) => ({ status: 'progressing', note }) as const
  if ((status?.observedGeneration ?? 0) < (metadata.generation ?? 0))
    return progressing('the change is not observed yet')
  const failed = status?.conditions?.find(
    each => each.type === 'Progressing' && each.reason === 'ProgressDeadlineExceeded',
  )
  if (failed) return { status: 'failed', reason: failed.message ?? 'ProgressDeadlineExceeded' }
  const wanted = spec?.replicas ?? 1
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status ?? {}
  if (updatedReplicas < wanted) return progressing(`${updatedReplicas} of ${wanted} new replicas have been updated`)
  if (replicas > updatedReplicas)
    return progressing(`${replicas - updatedReplicas} old replicas are pending termination`)
  if (availableReplicas < updatedReplicas) {
    return progressing(`${availableReplicas} of ${updatedReplicas} updated replicas are available`)
  }
  return updatedReplicas === wanted
    ? { status: 'complete' }
    : progressing(`${updatedReplicas} replicas, ${wanted} wanted`)
}
