// What moto is told in place of a request that it cannot follow, so that those that come after mean something.
import type { StartRestoreJobCommandInput } from '@aws-sdk/client-backup'
import { CreateFileSystemCommand, type CreateFileSystemCommandInput, EFSClient } from '@aws-sdk/client-efs'
import {
  CreateDBClusterCommand,
  RDSClient,
  RestoreDBClusterFromSnapshotCommand,
  type RestoreDBClusterFromSnapshotCommandInput,
} from '@aws-sdk/client-rds'
import * as secrets from '@aws-sdk/client-secrets-manager'
import type { Connection } from './moto-seed.ts'

type Told = (connection: Connection, input: never) => Promise<unknown>

/** By operation; the connection is to the region of the request, whose ids are moto's. */
export const instead: Readonly<Record<string, Told>> = {
  'rds:RestoreDBClusterFromSnapshot': (connection, input: RestoreDBClusterFromSnapshotCommandInput) => {
    const SnapshotIdentifier = input.SnapshotIdentifier?.split(':cluster-snapshot:').at(-1)
    return new RDSClient(connection).send(new RestoreDBClusterFromSnapshotCommand({ ...input, SnapshotIdentifier }))
  },
  /** A secret of its own takes the replica's place. */
  'secretsmanager:StopReplicationToReplica': async (
    connection,
    { SecretId }: secrets.StopReplicationToReplicaRequest,
  ) => {
    const here = new secrets.SecretsManagerClient(connection)
    const { Name, PrimaryRegion } = await here.send(new secrets.DescribeSecretCommand({ SecretId }))
    const { VersionId, SecretString } = await here.send(new secrets.GetSecretValueCommand({ SecretId }))
    const home = new secrets.SecretsManagerClient({ ...connection, region: PrimaryRegion })
    const RemoveReplicaRegions = [connection.region]
    await home.send(new secrets.RemoveRegionsFromReplicationCommand({ SecretId: Name, RemoveReplicaRegions }))
    await here.send(new secrets.CreateSecretCommand({ Name, ClientRequestToken: VersionId, SecretString }))
  },
  /** Its AWS Backup has no restore jobs. */
  'backup:StartRestoreJob': (connection, { Metadata = {} }: StartRestoreJobCommandInput) =>
    Metadata.DBClusterIdentifier ? clusterOf(connection, Metadata) : fileSystemOf(connection, Metadata),
}

type Metadata = NonNullable<StartRestoreJobCommandInput['Metadata']>

/** What the job makes is a cluster of this name, without a network that moto would have to find. */
const clusterOf = (connection: Connection, { DBClusterIdentifier }: Metadata) =>
  new RDSClient(connection).send(
    new CreateDBClusterCommand({
      ...{ DBClusterIdentifier, Engine: 'aurora-mysql' },
      ...{ MasterUsername: 'muster', MasterUserPassword: 'canary-of-the-judge' },
    }),
  )

/** What the job makes is a file system with this token, by which it is found. */
const fileSystemOf = async (connection: Connection, metadata: Metadata) => {
  const { CreationToken, KmsKeyId, PerformanceMode, newFileSystem } = metadata
  if (newFileSystem !== 'true') return
  const performance = PerformanceMode as CreateFileSystemCommandInput['PerformanceMode']
  const settings = { CreationToken, KmsKeyId, PerformanceMode: performance, Encrypted: metadata.Encrypted === 'true' }
  await new EFSClient(connection).send(new CreateFileSystemCommand(settings))
}
