// Restore jobs at work: PENDING, then RUNNING while RDS makes the cluster in the role's name, then COMPLETED or FAILED.
import type { DBCluster } from '@aws-sdk/client-rds'
import { notSimulated } from '../not-simulated.ts'
import type { AwsError } from '../service.ts'
import type { RestoreJob, State } from './state.ts'

type Wanted = Readonly<Record<string, unknown>>

/** States from which a cluster does not become available any more (aws-behaviour 1.3.3). */
const broken = ['incompatible-restore', 'failed', 'inaccessible-encryption-credentials', 'deleting']

export function runRestore(state: State, job: RestoreJob, wanted: Wanted): void {
  if (!state.options.rds) throw notSimulated('backup:StartRestoreJob of Aurora in a region without Amazon RDS')
  state.surroundings.lifecycle.schedule('backup.restore.pending', targetOf(wanted), {
    done: () => begin(state, job, wanted),
    ...misfortunes(state, job),
  })
}

/** What RDS refuses now, and what the role may not do, nobody hears of but who reads the job's message. */
function begin(state: State, job: RestoreJob, wanted: Wanted): void {
  job.status = 'RUNNING'
  const { point } = job
  const Tags = Object.entries(point.tags).map(([Key, Value]) => ({ Key, Value }))
  // Tags of the backup are copied whatever CopySourceTagsToRestoredResource says (aws-behaviour 1.2.5).
  const asked = { ...wanted, ...(Tags.length > 0 && { Tags }) }
  const { continuousOf: SourceDbClusterResourceId } = point
  attempt(state, job, () => {
    if (SourceDbClusterResourceId === undefined)
      rds(state, job, 'RestoreDBClusterFromSnapshot', { ...asked, SnapshotIdentifier: point.arn })
    else rds(state, job, 'RestoreDBClusterToPointInTime', { ...withoutEngine(asked), SourceDbClusterResourceId })
    watch(state, job, targetOf(wanted))
  })
}

/** The engine of a point in time is its source's. */
const withoutEngine = ({ Engine: _, EngineVersion: __, ...rest }: Record<string, unknown>) => rest

/** Looks at the cluster whenever something has changed. The job ends some seconds after the cluster is available. */
function watch(state: State, job: RestoreJob, id: string): void {
  const { lifecycle } = state.surroundings
  let seen = false
  const stop = lifecycle.onChange(() => {
    // The end of the job is itself a change, of which this listener is told.
    const cluster = job.status === 'RUNNING' ? look(state, job, id) : undefined
    if (job.status !== 'RUNNING') return stop()
    seen ||= cluster !== undefined
    const status = cluster?.Status ?? (seen ? 'deleting' : 'creating')
    if (broken.includes(status)) {
      stop()
      end(state, job, 'FAILED', `The DB cluster ${id} is in status ${status}.`)
    } else if (status === 'available') {
      stop()
      lifecycle.schedule('backup.restore.completing', id, {
        done: () => {
          job.createdArn = cluster?.DBClusterArn ?? ''
          end(state, job, 'COMPLETED')
        },
        ...misfortunes(state, job),
      })
    }
  })
}

function look(state: State, job: RestoreJob, id: string): DBCluster | undefined {
  return attempt(state, job, () => {
    try {
      const answer = rds(state, job, 'DescribeDBClusters', { DBClusterIdentifier: id })
      return (answer as { DBClusters?: DBCluster[] }).DBClusters?.[0]
    } catch (error) {
      if ((error as AwsError).name === 'DBClusterNotFoundFault') return undefined
      throw error
    }
  })
}

const rds = (state: State, { roleArn }: RestoreJob, operation: string, input: object): unknown =>
  state.options.rds?.(roleArn, operation, input)

/** AWS's own refusals end the job; a fault of the sandbox itself is thrown on. */
function attempt<T>(state: State, job: RestoreJob, work: () => T): T | undefined {
  try {
    return work()
  } catch (error) {
    const { name, message } = error as AwsError
    if (!('status' in (error as object)) || name === 'NotSimulated') throw error
    end(state, job, 'FAILED', `${message} (${name})`)
    return undefined
  }
}

/** For faults only: AWS fails or aborts the job, or leaves it as it is for ever. */
const misfortunes = (state: State, job: RestoreJob) => ({
  failed: () => end(state, job, 'FAILED', 'An internal error occurred while the resource was restored.'),
  aborted: () => end(state, job, 'ABORTED', 'The restore job was aborted.'),
  stuck: () => undefined,
})

function end(state: State, job: RestoreJob, status: 'COMPLETED' | 'FAILED' | 'ABORTED', message?: string): void {
  job.status = status
  job.completedAt = state.surroundings.clock.now()
  if (message !== undefined) job.message = message
  state.surroundings.lifecycle.changed()
}

const targetOf = (wanted: Wanted): string => String(wanted.DBClusterIdentifier).toLowerCase()
