// File systems, with their doors and settings, told to moto.
import * as efs from '@aws-sdk/client-efs'
import { asked, type Seeding } from './asked.ts'
import { groupsOfTarget } from './network.ts'

export async function seedFiles(seeding: Seeding): Promise<void> {
  const { world, connection } = seeding
  const client = new efs.EFSClient(connection)
  const { FileSystems = [] } = asked<efs.DescribeFileSystemsResponse>(world, 'efs', 'DescribeFileSystems')
  for (const each of FileSystems) await seedFileSystem(seeding, client, each)
}

async function seedFileSystem(seeding: Seeding, client: efs.EFSClient, ours: efs.FileSystemDescription): Promise<void> {
  const { CreationToken, PerformanceMode, ThroughputMode, Encrypted, KmsKeyId, Tags } = ours
  const { FileSystemId } = await client.send(
    new efs.CreateFileSystemCommand({ CreationToken, PerformanceMode, ThroughputMode, Encrypted, KmsKeyId, Tags }),
  )
  seeding.names.say(ours.FileSystemId, FileSystemId)
  await seedDoors(seeding, client, ours.FileSystemId)
  await seedSettings(seeding, client, ours.FileSystemId)
}

async function seedDoors(
  { world, names }: Seeding,
  client: efs.EFSClient,
  FileSystemId: string | undefined,
): Promise<void> {
  const on = { FileSystemId }
  const { MountTargets = [] } = asked<efs.DescribeMountTargetsResponse>(world, 'efs', 'DescribeMountTargets', on)
  for (const { MountTargetId, SubnetId, IpAddress } of MountTargets) {
    const SecurityGroups = [...groupsOfTarget(world, MountTargetId)]
    const target = names.inTheirs({ FileSystemId, SubnetId, IpAddress, SecurityGroups })
    const made = await client.send(new efs.CreateMountTargetCommand(target))
    names.say(MountTargetId, made.MountTargetId)
  }
  const { AccessPoints = [] } = asked<efs.DescribeAccessPointsResponse>(world, 'efs', 'DescribeAccessPoints', on)
  for (const { AccessPointId, ClientToken, PosixUser, RootDirectory, Tags } of AccessPoints) {
    const point = names.inTheirs({ FileSystemId, ClientToken, PosixUser, RootDirectory, Tags })
    const made = await client.send(new efs.CreateAccessPointCommand(point))
    names.say(AccessPointId, made.AccessPointId)
  }
}

/** moto cannot be told of a backup policy. */
async function seedSettings({ world, names }: Seeding, client: efs.EFSClient, id: string | undefined): Promise<void> {
  const on = { FileSystemId: id }
  const FileSystemId = names.inTheirs(id)
  const { LifecyclePolicies } = asked<efs.LifecycleConfigurationDescription>(
    world,
    'efs',
    'DescribeLifecycleConfiguration',
    on,
  )
  await client.send(new efs.PutLifecycleConfigurationCommand({ FileSystemId, LifecyclePolicies }))
  const { Policy } = asked<efs.FileSystemPolicyDescription>(world, 'efs', 'DescribeFileSystemPolicy', on)
  await client.send(new efs.PutFileSystemPolicyCommand({ FileSystemId, Policy: names.inTheirs(Policy) }))
}
