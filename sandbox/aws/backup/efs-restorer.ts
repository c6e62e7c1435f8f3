// Restores of EFS: into a directory of their own at the root of an existing file system, or of a new, bare one.
import type { DescribeFileSystemsResponse, FileSystemDescription } from '@aws-sdk/client-efs'
import { amountOf, type Backup, transferSeconds } from '../efs/restore.ts'
import { notSimulated } from '../not-simulated.ts'
import { AwsError } from '../service.ts'
import { type EfsRestore, efsRestore, type NewFileSystem } from './efs-metadata.ts'
import { endJob, inRole, misfortunes, type Restorer } from './restorer.ts'
import type { FilesService, RestoreJob, State } from './state.ts'

interface Doing {
  readonly state: State
  readonly efs: FilesService
  readonly job: RestoreJob
  readonly wanted: EfsRestore
  readonly copyTags: boolean
}

/** `target` is the id of the existing file system, or the creation token of the new one. */
export const efsRestorer: Restorer = {
  read: (state, { metadata, copyTags }) => {
    const wanted = efsRestore(metadata)
    const { efs } = state.options
    if (!efs) throw notSimulated('backup:StartRestoreJob of EFS in a region without Amazon EFS')
    const target = typeof wanted.into === 'string' ? wanted.into : wanted.into.CreationToken
    return { target, begin: job => begin({ state, efs, job, wanted, copyTags }) }
  },
}

function begin(doing: Doing): void {
  const { state, job, wanted } = doing
  inRole(state, job, () => {
    if (typeof wanted.into === 'string') transfer(doing, lookUp(doing, wanted.into))
    else whenAvailable(doing, create(doing, wanted.into), fileSystem => transfer(doing, fileSystem))
  })
}

interface Target {
  readonly id: string
  readonly arn: string
}

function lookUp({ efs, job }: Doing, id: string): Target {
  const { FileSystems: [found] = [] } = efs.call(job.roleArn, 'DescribeFileSystems', {
    FileSystemId: id,
  }) as DescribeFileSystemsResponse
  return targetOf(found)
}

const targetOf = (found: FileSystemDescription | undefined): Target => ({
  id: found?.FileSystemId ?? '',
  arn: found?.FileSystemArn ?? '',
})

/**
 * Bursting throughput, no mount target, policy, lifecycle or backup policy, no access point: what EFS gives by default.
 * Tags come along only when asked for (aws-behaviour 1.2.7).
 */
function create({ efs, job, copyTags }: Doing, wanted: NewFileSystem): Target {
  const tags = Object.entries(job.point.tags).map(([Key, Value]) => ({ Key, Value }))
  const input = { ...wanted, ...(copyTags && tags.length > 0 && { Tags: tags }) }
  return targetOf(efs.call(job.roleArn, 'CreateFileSystem', input) as FileSystemDescription)
}

function whenAvailable(doing: Doing, target: Target, go: (target: Target) => void): void {
  const { state, job } = doing
  const stop = state.surroundings.lifecycle.onChange(() => {
    if (job.status !== 'RUNNING') return stop()
    const found = inRole(state, job, () => describe(doing, target.id))
    if (found?.LifeCycleState === 'error' || found?.LifeCycleState === 'deleting') {
      stop()
      endJob(state, job, 'FAILED', `The file system ${target.id} is in the state ${found.LifeCycleState}.`)
    } else if (found?.LifeCycleState === 'available') {
      stop()
      inRole(state, job, () => go(target))
    }
  })
}

/** Undefined for the seconds in which a new file system is not found yet. */
function describe({ efs, job }: Doing, id: string): FileSystemDescription | undefined {
  try {
    const answer = efs.call(job.roleArn, 'DescribeFileSystems', { FileSystemId: id }) as DescribeFileSystemsResponse
    return answer.FileSystems?.[0]
  } catch (error) {
    if (error instanceof AwsError && error.name === 'FileSystemNotFound') return undefined
    throw error
  }
}

/** Everything appears in one moment at the end: a client sees nothing of the way there. */
function transfer(doing: Doing, { id, arn }: Target): void {
  const { state, efs, job, wanted } = doing
  efs.assertMayRestore(job.roleArn, arn)
  const backup = job.point.snapshot.content as Backup
  const { lifecycle, clock } = state.surroundings
  const startedAt = clock.now()
  const restore = (how: { readonly failed?: boolean; readonly lost?: number }) =>
    efs.restoreInto({
      ...{ backup, fileSystemId: id, startedAt, ...how },
      ...(wanted.items && { items: wanted.items }),
      ...(job.point.status === 'PARTIAL' && { incomplete: true }),
    })
  const complete = (lost: number) => () => {
    inRole(state, job, () => {
      restore({ lost })
      job.createdArn = arn
      endJob(state, job, 'COMPLETED')
    })
  }
  lifecycle.schedule(
    'backup.restore.efs',
    id,
    {
      ...misfortunes(state, job),
      done: complete(0),
      'lost-and-found': complete(3),
      // What has been restored until then stays, under another name (aws-behaviour 1.2.7).
      failed: () => {
        restore({ failed: true })
        endJob(state, job, 'FAILED', 'The restore job failed. Partially restored data was left on the file system.')
      },
    },
    lifecycle.draw('backup.restore.efs', id) + lifecycle.work(transferSeconds(amountOf(backup, wanted.items))),
  )
}
