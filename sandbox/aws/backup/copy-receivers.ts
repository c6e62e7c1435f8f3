// How Amazon RDS and Amazon EC2 of the destination region take over what AWS Backup copies: as snapshots of their own.
import type { Ec2, Snapshot as VolumeSnapshot } from '../ec2/index.ts'
import type { Snapshot as ClusterSnapshot, Rds } from '../rds/index.ts'
import type { Arrived, Receivers } from './copy-target.ts'

export interface Receiving {
  readonly rds?: Rds
  readonly ec2?: Ec2
}

/** For `Options.receivers` of a region's AWS Backup. Content that AWS Backup itself took there is what comes in. */
export function copyReceivers({ rds, ec2 }: Receiving): Receivers {
  return {
    ...(rds && { Aurora: (arrived: Arrived) => clusterSnapshot(rds, arrived) }),
    ...(ec2 && { EBS: (arrived: Arrived) => volumeSnapshot(ec2, arrived) }),
  }
}

/** `awsbackup:copyjob-…`: what follows `cluster-snapshot:` in the ARN. */
function clusterSnapshot(rds: Rds, { content, arn, keyArn: kmsKeyArn, tags }: Arrived) {
  if (typeof content !== 'object' || content === null) throw new Error(`there is no snapshot to be copied to ${arn}`)
  const id = arn.split(':').slice(-2).join(':')
  const copy = { id, arn, kmsKeyArn, tags: listed(tags) }
  return { content: rds.importSnapshot(content as ClusterSnapshot, copy), discard: () => rds.removeSnapshot(arn) }
}

function volumeSnapshot(ec2: Ec2, { content, arn, keyArn, tags }: Arrived) {
  if (typeof content !== 'object' || content === null) throw new Error(`there is no snapshot to be copied to ${arn}`)
  const id = arn.split('/').at(-1) ?? ''
  ec2.importSnapshot({
    ...(content as VolumeSnapshot),
    id,
    keyArn,
    encrypted: keyArn !== undefined,
    tags: listed(tags),
  })
  return { content: ec2.snapshot(id), discard: () => ec2.removeSnapshot(id) }
}

const listed = (tags: Readonly<Record<string, string>>) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
