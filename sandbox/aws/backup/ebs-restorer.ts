// Restores of EBS: EC2 makes a volume from the snapshot in the role's name; the job ends some time after it is available.
import type { DescribeVolumesResult, Volume } from '@aws-sdk/client-ec2'
import { notSimulated } from '../not-simulated.ts'
import { AwsError } from '../service.ts'
import { type EbsRestore, ebsRestore } from './ebs-metadata.ts'
import { endJob, inRole, misfortunes, type Restorer } from './restorer.ts'
import type { InNameOf, RestoreJob, State } from './state.ts'

interface Doing {
  readonly state: State
  readonly ec2: InNameOf
  readonly job: RestoreJob
  readonly wanted: EbsRestore
  readonly copyTags: boolean
}

/** `target` is the snapshot: the volume has no name before it is there. */
export const ebsRestorer: Restorer = {
  read: (state, { point, metadata, copyTags }) => {
    if (point.status === 'PARTIAL') throw notSimulated('backup:StartRestoreJob of a PARTIAL recovery point of EBS')
    const wanted = ebsRestore(metadata)
    const { ec2 } = state.options
    if (!ec2) throw notSimulated('backup:StartRestoreJob of EBS in a region without Amazon EC2')
    return { target: snapshotIn(point.arn), begin: job => begin({ state, ec2, job, wanted, copyTags }) }
  },
}

const snapshotIn = (arn: string): string => arn.split('/').at(-1) ?? ''

/** Without tags, unless they are asked for: the CSI driver may then not attach it (aws-behaviour 1.5, C30). */
function begin(doing: Doing): void {
  const { state, ec2, job, wanted, copyTags } = doing
  inRole(state, job, () => {
    const Tags = Object.entries(job.point.tags).map(([Key, Value]) => ({ Key, Value }))
    const tags = copyTags && Tags.length > 0 ? [{ ResourceType: 'volume', Tags }] : undefined
    const made = ec2(job.roleArn, 'CreateVolume', {
      ...wanted,
      SnapshotId: snapshotIn(job.point.arn),
      ...(tags && { TagSpecifications: tags }),
    }) as Volume
    watch(doing, made.VolumeId ?? '')
  })
}

/** A key that cannot be used shows only now: the volume is in `error`, or gone (aws-behaviour 1.5). */
function watch(doing: Doing, id: string): void {
  const { state, job } = doing
  const { lifecycle, region, accountId } = state.surroundings
  let seen = false
  const stop = lifecycle.onChange(() => {
    const found = job.status === 'RUNNING' ? inRole(state, job, () => look(doing, id)) : undefined
    if (job.status !== 'RUNNING') return stop()
    seen ||= found !== undefined
    const status = found?.State ?? (seen ? 'gone' : 'creating')
    if (status === 'creating') return
    stop()
    if (status !== 'available') return endJob(state, job, 'FAILED', `The volume ${id} is ${status}.`)
    lifecycle.schedule('backup.restore.ebs', snapshotIn(job.point.arn), {
      ...misfortunes(state, job),
      done: () => {
        job.createdArn = `arn:aws:ec2:${region}:${accountId}:volume/${id}`
        endJob(state, job, 'COMPLETED')
      },
    })
  })
}

/** Undefined for the seconds in which a new volume is not found yet, and when it is gone. */
function look({ ec2, job }: Doing, id: string): Volume | undefined {
  try {
    return (ec2(job.roleArn, 'DescribeVolumes', { VolumeIds: [id] }) as DescribeVolumesResult).Volumes?.[0]
  } catch (error) {
    if (error instanceof AwsError && error.name === 'InvalidVolume.NotFound') return undefined
    throw error
  }
}
