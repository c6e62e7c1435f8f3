// The database, its groups and its snapshots, told to moto.
import * as rds from '@aws-sdk/client-rds'
import { clustersOf } from '../../../sandbox/world/backup-resources.ts'
import { asked, type Seeding } from './asked.ts'

export async function seedDatabase({ world, connection, names }: Seeding): Promise<void> {
  const client = new rds.RDSClient(connection)
  const { DBSubnetGroups = [] } = asked<rds.DBSubnetGroupMessage>(world, 'rds', 'DescribeDBSubnetGroups')
  for (const { DBSubnetGroupName, DBSubnetGroupDescription, Subnets = [] } of DBSubnetGroups) {
    const SubnetIds = names.inTheirs(Subnets.map(({ SubnetIdentifier = '' }) => SubnetIdentifier))
    await client.send(new rds.CreateDBSubnetGroupCommand({ DBSubnetGroupName, DBSubnetGroupDescription, SubnetIds }))
  }
  await seedParameterGroups(world, client)
  for (const cluster of clustersOf(world.region)) await seedCluster(client, cluster)
  // The automated ones too, whose names nobody may choose on AWS.
  const { DBClusterSnapshots = [] } = asked<rds.DBClusterSnapshotMessage>(world, 'rds', 'DescribeDBClusterSnapshots')
  for (const { DBClusterIdentifier, DBClusterSnapshotIdentifier } of DBClusterSnapshots)
    await client.send(new rds.CreateDBClusterSnapshotCommand({ DBClusterIdentifier, DBClusterSnapshotIdentifier }))
}

async function seedParameterGroups(world: Seeding['world'], client: rds.RDSClient): Promise<void> {
  const { DBClusterParameterGroups = [] } = asked<rds.DBClusterParameterGroupsMessage>(
    world,
    'rds',
    'DescribeDBClusterParameterGroups',
  )
  for (const { DBClusterParameterGroupName, DBParameterGroupFamily } of DBClusterParameterGroups.filter(isOurs))
    await client.send(
      new rds.CreateDBClusterParameterGroupCommand({
        ...{ DBClusterParameterGroupName, DBParameterGroupFamily, Description: 'of the cluster' },
      }),
    )
  const { DBParameterGroups = [] } = asked<rds.DBParameterGroupsMessage>(world, 'rds', 'DescribeDBParameterGroups')
  for (const { DBParameterGroupName, DBParameterGroupFamily } of DBParameterGroups.filter(isOurs))
    await client.send(
      new rds.CreateDBParameterGroupCommand({
        ...{ DBParameterGroupName, DBParameterGroupFamily, Description: 'of its instances' },
      }),
    )
}

/** The defaults are AWS's. */
const isOurs = (group: rds.DBClusterParameterGroup & rds.DBParameterGroup): boolean =>
  !(group.DBClusterParameterGroupName ?? group.DBParameterGroupName ?? '').startsWith('default.')

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
        ...{ DBInstanceIdentifier, DBClusterIdentifier, Engine, DBInstanceClass: 'db.serverless' },
      }),
    )
}
