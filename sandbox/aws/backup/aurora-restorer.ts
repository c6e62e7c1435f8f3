// Restores of Aurora: RDS makes the cluster in the role's name, and the job ends some seconds after it is available.
import type { DBCluster } from '@aws-sdk/client-rds'
import { notSimulated } from '../not-simulated.ts'
import type { AwsError } from '../service.ts'
import { auroraRestore } from './aurora-metadata.ts'
import { endJob, inRole, misfortunes, type Restorer } from './restorer.ts'
import type { RestoreJob, State } from './state.ts'

type Wanted = Readonly<Record<string, unknown>>

/** States from which a cluster does not become available any more (aws-behaviour 1.3.3). */
const broken = ['incompatible-restore', 'failed', 'inaccessible-encryption-credentials', 'deleting']

export const auroraRestorer: Restorer = {
  read: (state, { point, metadata }) => {
    if (point.status === 'PARTIAL') throw notSimulated('backup:StartRestoreJob of a PARTIAL recovery point of Aurora')
    const wanted = auroraRestore(point, metadata, state.options.camelCaseMetadata ?? false)
    if (!state.options.rds) throw notSimulated('backup:StartRestoreJob of Aurora in a region without Amazon RDS')
    return { target: targetOf(wanted), begin: job => begin(state, job, wanted) }
  },
}

/** What RDS refuses now, and what the role may not do, nobody hears of but who reads the job's message. */
function begin(state: State, job: RestoreJob, wanted: Wanted): void {
  const { point } = job
  const Tags = Object.entries(point.tags).map(([Key, Value]) => ({ Key, Value }))
  // Tags of the backup are copied whatever CopySourceTagsToRestoredResource says (aws-behaviour 1.2.5).
  const asked = { ...wanted, ...(Tags.length > 0 && { Tags }) }
  const { continuousOf: SourceDbClusterResourceId } = point
  inRole(state, job, () => {
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
      endJob(state, job, 'FAILED', `The DB cluster ${id} is in status ${status}.`)
    } else if (status === 'available') {
      stop()
      lifecycle.schedule('backup.restore.completing', id, {
        done: () => {
          job.createdArn = cluster?.DBClusterArn ?? ''
          endJob(state, job, 'COMPLETED')
        },
        ...misfortunes(state, job),
      })
    }
  })
}

function look(state: State, job: RestoreJob, id: string): DBCluster | undefined {
  return inRole(state, job, () => {
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

const targetOf = (wanted: Wanted): string => String(wanted.DBClusterIdentifier).toLowerCase()
