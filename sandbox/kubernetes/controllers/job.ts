// The Job controller: one pod until it succeeds, with a limit on tries and on time.
import type { Job, Pod } from '../../../lambdas/gateways/kubernetes/wire.ts'
import { markDeleted } from '../api/remove.ts'
import { jobs, pods } from '../kinds.ts'
import { type ConditionFields, controlledBy, controllerOf, ownedBy, setCondition, timestamp } from '../object.ts'
import { concerns, type Loop, loop, type Machinery } from './loop.ts'

/** Retries wait ten seconds, doubling to six minutes. */
const firstBackoffMilliseconds = 10_000
const longestBackoffMilliseconds = 360_000

export function jobController(machinery: Machinery): void {
  const { store } = machinery
  const controller = loop(machinery, (namespace, name) => {
    const job = store.get(jobs, namespace, name)
    if (job && job.metadata.deletionTimestamp === undefined) reconcile(machinery, controller, job)
  })
  store.onChange(change => {
    const { metadata } = change.object
    if (concerns(change, jobs)) controller.enqueue(metadata.namespace, metadata.name)
    const owner = concerns(change, pods) ? controllerOf(change.object) : undefined
    if (owner?.kind === jobs.kind) controller.enqueue(metadata.namespace, owner.name)
  })
}

export function finishedAs({ status }: Job): 'Complete' | 'Failed' | undefined {
  const found = status?.conditions?.find(
    each => (each.type === 'Complete' || each.type === 'Failed') && each.status === 'True',
  )
  return found?.type as 'Complete' | 'Failed' | undefined
}

function reconcile(machinery: Machinery, controller: Loop, job: Job): void {
  const { store, surroundings } = machinery
  const now = surroundings.clock.now()
  const { namespace, name } = job.metadata
  if (finishedAs(job)) {
    const lifetime = job.spec?.ttlSecondsAfterFinished
    const ended = job.status?.conditions?.at(-1)?.lastTransitionTime
    if (lifetime === undefined || ended === undefined) return
    const expires = Date.parse(ended) + lifetime * 1000
    if (expires > now) controller.enqueueAt(expires, namespace, name)
    else markDeleted({ store, clock: surroundings.clock }, job, { propagation: 'Background' })
    return
  }
  const owned = store.list(pods, namespace).filter(each => ownedBy(each, job))
  const active = owned.filter(each => !isOver(each) && each.metadata.deletionTimestamp === undefined)
  const failed = owned.filter(each => each.status?.phase === 'Failed')
  const end = verdict(job, { owned, failed: failed.length, now })
  if (end) for (const pod of active) markDeleted({ store, clock: surroundings.clock }, pod)
  else if (job.spec?.suspend !== true && active.length === 0) startOrWait(machinery, controller, { job, failed })
  writeStatus(machinery, job, { active: end ? 0 : active.length, failed: failed.length, end })
  const deadline = deadlineOf(job)
  if (!end && deadline !== undefined && deadline > now) controller.enqueueAt(deadline, namespace, name)
}

const isOver = (pod: Pod) => pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed'

function deadlineOf({ spec, status }: Job): number | undefined {
  if (spec?.activeDeadlineSeconds === undefined || status?.startTime === undefined) return undefined
  return Date.parse(status.startTime) + spec.activeDeadlineSeconds * 1000
}

type End =
  | { readonly type: 'Complete' }
  | { readonly type: 'Failed'; readonly reason: string; readonly message: string }

function verdict(job: Job, seen: { owned: readonly Pod[]; failed: number; now: number }): End | undefined {
  if (seen.owned.some(each => each.status?.phase === 'Succeeded')) return { type: 'Complete' }
  if (seen.failed > (job.spec?.backoffLimit ?? 6)) {
    const message = 'Job has reached the specified backoff limit'
    return { type: 'Failed', reason: 'BackoffLimitExceeded', message }
  }
  const deadline = deadlineOf(job)
  if (deadline === undefined || seen.now < deadline) return undefined
  return { type: 'Failed', reason: 'DeadlineExceeded', message: 'Job was active longer than specified deadline' }
}

function startOrWait(
  machinery: Machinery,
  controller: Loop,
  { job, failed }: { job: Job; failed: readonly Pod[] },
): void {
  const now = machinery.surroundings.clock.now()
  const endings = failed.map(each => Date.parse(each.status?.conditions?.at(-1)?.lastTransitionTime ?? ''))
  const backoff = Math.min(longestBackoffMilliseconds, firstBackoffMilliseconds * 2 ** (failed.length - 1))
  const earliest = failed.length === 0 ? now : Math.max(...endings) + backoff
  if (earliest <= now) createPod(machinery, job, failed.length)
  else controller.enqueueAt(earliest, job.metadata.namespace, job.metadata.name)
}

/** Named by how many failed before it, so that what is drawn for it does not depend on when it was made. */
function createPod({ store, surroundings, cluster }: Machinery, job: Job, failed: number): void {
  const template = structuredClone(job.spec?.template)
  const { name, namespace, uid } = job.metadata
  store.create(pods, {
    metadata: {
      name: `${name}-${surroundings.chance.hex(5, cluster, 'job-pod', name, failed)}`,
      namespace,
      labels: { ...template?.metadata?.labels, 'job-name': name, 'batch.kubernetes.io/controller-uid': uid },
      annotations: template?.metadata?.annotations,
      ownerReferences: [controlledBy(job)],
    },
    spec: template?.spec,
    status: { phase: 'Pending' },
  })
}

function writeStatus(
  { store, surroundings }: Machinery,
  job: Job,
  { active, failed, end }: { active: number; failed: number; end: End | undefined },
): void {
  const time = timestamp(surroundings.clock.now())
  store.update(job, draft => {
    const status: Record<string, unknown> = { ...draft.status, startTime: draft.status?.startTime ?? time }
    for (const [key, value] of Object.entries({ active, failed })) if (value > 0 || key in status) status[key] = value
    if (end) {
      // The criteria are noted first, then the end, as recent releases do.
      const noted = end.type === 'Complete' ? 'SuccessCriteriaMet' : 'FailureTarget'
      let conditions = draft.status?.conditions as ConditionFields[] | undefined
      for (const type of [noted, end.type]) {
        conditions = setCondition(conditions, { ...end, type, status: 'True', lastTransitionTime: time })
      }
      Object.assign(status, { conditions, ...(end.type === 'Complete' && { succeeded: 1, completionTime: time }) })
    }
    draft.status = status as typeof draft.status
  })
}
