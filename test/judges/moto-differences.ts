// Where moto and the sandbox answer differently, and why that is moto's fault or its simplification. Anything else fails.

import type { StartRestoreJobCommandInput } from '@aws-sdk/client-backup'
import {
  type DBInstance,
  RDSClient,
  RestoreDBClusterFromSnapshotCommand,
  type RestoreDBClusterFromSnapshotCommandInput,
  RestoreDBClusterToPointInTimeCommand,
} from '@aws-sdk/client-rds'
import { platform } from '../rehearsing.ts'
import type { Connection } from './moto-seed.ts'

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
]

type Told = (connection: Connection, input: never) => Promise<unknown>

/** What moto is told in place of a request that it cannot follow, so that those that come after mean something. */
export const instead: Readonly<Record<string, Told>> = {
  'rds:RestoreDBClusterFromSnapshot': (connection, input: RestoreDBClusterFromSnapshotCommandInput) => {
    const SnapshotIdentifier = input.SnapshotIdentifier?.split(':cluster-snapshot:').at(-1)
    return new RDSClient(connection).send(new RestoreDBClusterFromSnapshotCommand({ ...input, SnapshotIdentifier }))
  },
  /** Its AWS Backup has no restore jobs. What the job makes is a cluster of this name. */
  'backup:StartRestoreJob': (connection, { Metadata }: StartRestoreJobCommandInput) =>
    new RDSClient(connection).send(
      new RestoreDBClusterToPointInTimeCommand({
        DBClusterIdentifier: Metadata?.DBClusterIdentifier,
        SourceDBClusterIdentifier: platform.database.clusterId,
        UseLatestRestorableTime: true,
      }),
    ),
}
