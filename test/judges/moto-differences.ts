// Where moto and the sandbox answer differently, and why that is moto's fault or its simplification. Anything else fails.
import type { Volume } from '@aws-sdk/client-ec2'
import type { BackupPolicy as EfsBackupPolicy, FileSystemDescription } from '@aws-sdk/client-efs'
import type { DBInstance } from '@aws-sdk/client-rds'

export interface Difference {
  /** `service:Operation`. */
  readonly operation: string
  /** `accepted`, or the name of the error. */
  readonly ours: string
  readonly theirs: string
  readonly why: string
  /** Narrows it to what the sandbox answered; always, when absent. */
  readonly when?: (output: Readonly<Record<string, unknown>>) => boolean
}

/** moto answers an operation that it does not have with a page of HTML and this status. */
export const NO_ANSWER = 'HTTP 500'

export const differences: readonly Difference[] = [
  {
    operation: 'rds:DescribeAccountAttributes',
    ours: 'accepted',
    theirs: NO_ANSWER,
    why: 'moto does not implement it',
  },
  {
    operation: 'rds:EnableHttpEndpoint',
    ours: 'accepted',
    theirs: NO_ANSWER,
    why: 'moto does not implement it; its clusters only keep the parameter EnableHttpEndpoint',
  },
  {
    operation: 'rds:DescribeDBClusters',
    ours: 'DBClusterNotFoundFault',
    theirs: 'accepted',
    why: 'moto shows at once what was made a moment ago; on AWS that takes some seconds (aws-behaviour 6.2, invariant 15)',
  },
  {
    operation: 'rds:DescribeDBInstances',
    ours: 'accepted',
    theirs: 'DBInstanceNotFoundFault',
    why: 'moto deletes an instance at once; on AWS it is shown as deleting for minutes',
    when: ({ DBInstances }) =>
      (DBInstances as readonly DBInstance[]).every(each => each.DBInstanceStatus === 'deleting'),
  },
  {
    operation: 'rds:RestoreDBClusterFromSnapshot',
    ours: 'accepted',
    theirs: 'DBClusterSnapshotNotFoundFault',
    why: 'moto finds snapshots by name only; the API takes a name or an ARN (SnapshotIdentifier)',
  },
  {
    operation: 'secretsmanager:CancelRotateSecret',
    ours: 'accepted',
    theirs: 'InvalidRequestException',
    why: 'moto switches rotation on only with a function that it can run itself, which it is not given here',
  },
  {
    operation: 'secretsmanager:StopReplicationToReplica',
    ours: 'accepted',
    theirs: NO_ANSWER,
    why: 'moto does not implement it',
  },
  {
    operation: 'rds:DescribeDBEngineVersions',
    ours: 'accepted',
    theirs: NO_ANSWER,
    why: 'moto does not implement it',
  },
  {
    operation: 'rds:DescribeDBClusterSnapshots',
    ours: 'accepted',
    theirs: 'DBClusterSnapshotNotFoundFault',
    why: 'moto finds snapshots by name only; the API takes a name or an ARN (DBClusterSnapshotIdentifier)',
  },
  {
    operation: 'elasticfilesystem:DescribeBackupPolicy',
    ours: 'accepted',
    theirs: 'PolicyNotFound',
    why: 'moto knows only a policy that is ENABLED, and none; AWS shows one that was switched off as DISABLED',
    when: ({ BackupPolicy }) => (BackupPolicy as EfsBackupPolicy).Status === 'DISABLED',
  },
  {
    operation: 'elasticfilesystem:UpdateFileSystem',
    ours: 'accepted',
    theirs: NO_ANSWER,
    why: 'moto does not implement it',
  },
  {
    operation: 'elasticfilesystem:DescribeFileSystems',
    ours: 'accepted',
    theirs: 'another FileSystems.ThroughputMode',
    why: 'moto does not implement UpdateFileSystem, by which a restored file system gets its throughput',
    when: ({ FileSystems }) =>
      (FileSystems as readonly FileSystemDescription[]).every(each => each.CreationToken?.startsWith('muster-')),
  },
  {
    operation: 'ec2:DescribeVolumeStatus',
    ours: 'accepted',
    theirs: NO_ANSWER,
    why: 'moto does not implement it',
  },
  {
    operation: 'ec2:DescribeVolumes',
    ours: 'accepted',
    theirs: 'another Volumes.SnapshotId',
    why: 'moto leaves the snapshot out where a volume was made of none; AWS sends an empty element (EC2 API, CreateVolume)',
    when: ({ Volumes }) => (Volumes as readonly Volume[]).every(each => each.SnapshotId === ''),
  },
]
