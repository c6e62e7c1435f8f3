// The CronJob controller: a Job at each due minute, unless suspended.
import type { CronJob, Job } from '../../../lambdas/gateways/kubernetes/wire.ts'
import { markDeleted } from '../api/remove.ts'
import { applyDefaults } from '../defaults.ts'
import { cronJobs, jobs } from '../kinds.ts'
import { controlledBy, controllerOf, type KubernetesObject, ownedBy, timestamp } from '../object.ts'
import { parseSchedule, type Schedule } from './cron.ts'
import { finishedAs } from './job.ts'
import { concerns, type Loop, loop, type Machinery } from './loop.ts'

export function cronJobController(machinery: Machinery): void {
  const { store } = machinery
  const controller = loop(machinery, (namespace, name) => {
    const cronJob = store.get(cronJobs, namespace, name)
    if (cronJob && cronJob.metadata.deletionTimestamp === undefined) reconcile(machinery, controller, cronJob)
  })
  store.onChange(change => {
    const { metadata } = change.object
    if (concerns(change, cronJobs)) controller.enqueue(metadata.namespace, metadata.name)
    const owner = concerns(change, jobs) ? controllerOf(change.object) : undefined
    if (owner?.kind === cronJobs.kind) controller.enqueue(metadata.namespace, owner.name)
  })
}

function reconcile(machinery: Machinery, controller: Loop, cronJob: CronJob): void {
  const { store, surroundings } = machinery
  const now = surroundings.clock.now()
  const schedule = parseSchedule(cronJob.spec?.schedule ?? '')
  if (typeof schedule === 'string') throw new Error(`schedule of ${cronJob.metadata.name}: ${schedule}`)
  const owned = store.list(jobs, cronJob.metadata.namespace).filter(each => ownedBy(each, cronJob))
  forgetOld(machinery, cronJob, owned)
  const suspended = cronJob.spec?.suspend === true
  const due = suspended ? undefined : latestDue(cronJob, schedule, now)
  if (due !== undefined) start(machinery, cronJob, { due, active: owned.filter(each => !finishedAs(each)) })
  const active = store
    .list(jobs, cronJob.metadata.namespace)
    .filter(each => ownedBy(each, cronJob) && !finishedAs(each))
    .map(({ metadata: { name, namespace, uid } }) => ({ kind: 'Job', apiVersion: 'batch/v1', name, namespace, uid }))
  const latest = store.current(cronJob)
  if (!latest) return
  store.update(latest, draft => {
    draft.status = { ...draft.status, active } as typeof draft.status
    if (due !== undefined) draft.status!.lastScheduleTime = timestamp(due)
  })
  const next = schedule.next(now)
  if (!suspended && next !== undefined) controller.enqueueAt(next, cronJob.metadata.namespace, cronJob.metadata.name)
}

/**
 * The newest due time that has not been started. A job that is no longer suspended therefore runs at once when it
 * missed a time, unless its starting deadline has passed.
 */
function latestDue(cronJob: CronJob, schedule: Schedule, now: number): number | undefined {
  const last = cronJob.status?.lastScheduleTime ?? cronJob.metadata.creationTimestamp
  const deadline = cronJob.spec?.startingDeadlineSeconds
  const from = Math.max(Date.parse(last), deadline === undefined ? 0 : now - deadline * 1000)
  let due: number | undefined
  for (let time = schedule.next(from); time !== undefined && time <= now; time = schedule.next(time)) due = time
  return due
}

function start(machinery: Machinery, cronJob: CronJob, run: { due: number; active: readonly Job[] }): void {
  const { store, surroundings } = machinery
  const policy = cronJob.spec?.concurrencyPolicy
  if (policy === 'Forbid' && run.active.length > 0) return
  if (policy === 'Replace') for (const job of run.active) removeJob(machinery, job)
  const name = `${cronJob.metadata.name}-${Math.floor(run.due / 60_000)}`
  if (store.get(jobs, cronJob.metadata.namespace, name)) return
  const template = structuredClone(cronJob.spec?.jobTemplate)
  const draft = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name,
      namespace: cronJob.metadata.namespace,
      labels: template?.metadata?.labels,
      annotations: {
        ...template?.metadata?.annotations,
        'batch.kubernetes.io/cronjob-scheduled-timestamp': timestamp(run.due),
      },
      ownerReferences: [controlledBy(cronJob)],
    },
    spec: template?.spec,
  }
  applyDefaults(draft as unknown as KubernetesObject)
  store.create(jobs, draft)
  surroundings.lifecycle.changed()
}

function forgetOld(machinery: Machinery, { spec }: CronJob, owned: readonly Job[]): void {
  const limits = { Complete: spec?.successfulJobsHistoryLimit ?? 3, Failed: spec?.failedJobsHistoryLimit ?? 1 }
  for (const outcome of ['Complete', 'Failed'] as const) {
    const ended = owned.filter(each => finishedAs(each) === outcome)
    const oldest = ended.toSorted((a, b) => a.metadata.creationTimestamp.localeCompare(b.metadata.creationTimestamp))
    for (const job of oldest.slice(0, Math.max(0, oldest.length - limits[outcome]))) removeJob(machinery, job)
  }
}

const removeJob = ({ store, surroundings }: Machinery, job: Job) =>
  markDeleted({ store, clock: surroundings.clock }, job, { propagation: 'Background' })
