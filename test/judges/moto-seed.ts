// Tells moto_server of the platform as it is before the disaster, through the API that the handlers use as well.
import * as ec2 from '@aws-sdk/client-ec2'
import * as rds from '@aws-sdk/client-rds'
import * as secrets from '@aws-sdk/client-secrets-manager'
import { clustersOf } from '../../sandbox/world/backup-resources.ts'
import type { World } from '../../sandbox/world/world.ts'
import { platform } from '../rehearsing.ts'

/** What every client is made with. */
export interface Connection {
  readonly endpoint: string
  readonly region: string
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
}

/** Before the run: what stands in the world then, and its requests presuppose. */
export async function seedMoto(world: World, connection: Connection): Promise<void> {
  await seedSecrets(world, new secrets.SecretsManagerClient(connection))
  const client = new rds.RDSClient(connection)
  await seedGroups(client, await seedSubnets(new ec2.EC2Client(connection)))
  for (const cluster of clustersOf(world.region)) await seedCluster(client, cluster)
  for (const snapshot of snapshotsOf(world)) await client.send(new rds.CreateDBClusterSnapshotCommand(snapshot))
}

/** Versions keep their names, which requests give, and are made in their order: labels move as they do on AWS. */
async function seedSecrets(world: World, client: secrets.SecretsManagerClient): Promise<void> {
  const { secret, masterSecret, readerSecret } = platform.database
  for (const Name of [secret, masterSecret, readerSecret]) {
    const [first, ...later] = versionsOf(world, Name)
    await client.send(new secrets.CreateSecretCommand({ Name, ...first }))
    for (const version of later) await client.send(new secrets.PutSecretValueCommand({ SecretId: Name, ...version }))
  }
}

interface Version {
  readonly ClientRequestToken: string
  readonly SecretString: string | undefined
}

/** Those that carry a label, the previous one before the current one. */
function versionsOf(world: World, SecretId: string): readonly Version[] {
  const { VersionIdsToStages = {} } = asked<secrets.DescribeSecretResponse>(world, 'secrets', 'DescribeSecret', {
    SecretId,
  })
  return Object.entries(VersionIdsToStages)
    .toSorted(([, [a = '']], [, [b = '']]) => b.localeCompare(a))
    .map(([VersionId]) => ({
      ClientRequestToken: VersionId,
      SecretString: asked<secrets.GetSecretValueResponse>(world, 'secrets', 'GetSecretValue', { SecretId, VersionId })
        .SecretString,
    }))
}

async function seedSubnets(client: ec2.EC2Client): Promise<string[]> {
  const { Vpc } = await client.send(new ec2.CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }))
  const subnets = ['a', 'b', 'c'].map(async (letter, index) => {
    const zone = `${platform.regions.primary}${letter}`
    const { Subnet } = await client.send(
      new ec2.CreateSubnetCommand({
        VpcId: Vpc?.VpcId,
        CidrBlock: `10.0.${index}.0/24`,
        AvailabilityZone: zone,
      }),
    )
    return Subnet?.SubnetId ?? ''
  })
  return Promise.all(subnets)
}

const FAMILY = 'aurora-mysql8.0'

async function seedGroups(client: rds.RDSClient, SubnetIds: string[]): Promise<void> {
  await client.send(
    new rds.CreateDBSubnetGroupCommand({
      DBSubnetGroupName: 'wordpress-prod-database',
      DBSubnetGroupDescription: 'of the database',
      SubnetIds,
    }),
  )
  await client.send(
    new rds.CreateDBClusterParameterGroupCommand({
      DBClusterParameterGroupName: 'wordpress-prod-aurora-mysql8',
      DBParameterGroupFamily: FAMILY,
      Description: 'of the cluster',
    }),
  )
  await client.send(
    new rds.CreateDBParameterGroupCommand({
      DBParameterGroupName: 'wordpress-prod-aurora-mysql8-instance',
      DBParameterGroupFamily: FAMILY,
      Description: 'of its instances',
    }),
  )
}

async function seedCluster(client: rds.RDSClient, cluster: rds.DBCluster): Promise<void> {
  const { DBClusterIdentifier, Engine, EngineVersion, DBClusterMembers = [] } = cluster
  await client.send(
    new rds.CreateDBClusterCommand({
      DBClusterIdentifier,
      Engine,
      EngineVersion,
      MasterUsername: cluster.MasterUsername,
      MasterUserPassword: 'canary-of-the-judge',
      DBSubnetGroupName: cluster.DBSubnetGroup,
      DBClusterParameterGroupName: cluster.DBClusterParameterGroup,
      StorageEncrypted: cluster.StorageEncrypted,
      KmsKeyId: cluster.KmsKeyId,
      Tags: cluster.TagList,
    }),
  )
  for (const { DBInstanceIdentifier } of DBClusterMembers)
    await client.send(
      new rds.CreateDBInstanceCommand({
        DBInstanceIdentifier,
        DBClusterIdentifier,
        Engine,
        DBInstanceClass: 'db.serverless',
      }),
    )
}

/** The automated ones too, whose names nobody may choose on AWS. */
function snapshotsOf(world: World): rds.CreateDBClusterSnapshotCommandInput[] {
  const { DBClusterSnapshots = [] } = asked<rds.DBClusterSnapshotMessage>(
    world,
    'rds',
    'DescribeDBClusterSnapshots',
    {},
  )
  return DBClusterSnapshots.map(({ DBClusterIdentifier, DBClusterSnapshotIdentifier }) => ({
    DBClusterIdentifier,
    DBClusterSnapshotIdentifier,
  }))
}

/** Past the front door: what the world itself knows. */
function asked<Answer>({ region }: World, service: 'rds' | 'secrets', operation: string, input: object): Answer {
  const call = { region: region.name, caller: { roleArn: '', accountId: '' }, requestId: '', operation }
  return region[service].service.operations[operation]?.run(input, call) as Answer
}
