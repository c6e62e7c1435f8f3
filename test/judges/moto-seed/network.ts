// The permanent network of the region, told to moto: subnets where they lie, and the groups that doors are opened to.
import * as ec2 from '@aws-sdk/client-ec2'
import type * as efs from '@aws-sdk/client-efs'
import type * as rds from '@aws-sdk/client-rds'
import { asked, type Seeding } from './asked.ts'

export async function seedNetwork({ world, connection, names }: Seeding): Promise<void> {
  const client = new ec2.EC2Client(connection)
  const { Subnets: known = [] } = asked<ec2.DescribeSubnetsResult>(world, 'ec2', 'DescribeSubnets')
  // 10.1.64.0/24 lies in 10.1.0.0/16, the largest network that may be made.
  const range = known[0]?.CidrBlock?.split('.').slice(0, 2).join('.') ?? ''
  const { Vpc } = await client.send(new ec2.CreateVpcCommand({ CidrBlock: `${range}.0.0/16` }))
  const VpcId = Vpc?.VpcId
  names.say(known[0]?.VpcId, VpcId)
  for (const { SubnetId, CidrBlock, AvailabilityZone } of [...known, ...ofDatabases(world, known, range)]) {
    const { Subnet } = await client.send(new ec2.CreateSubnetCommand({ VpcId, CidrBlock, AvailabilityZone }))
    names.say(SubnetId, Subnet?.SubnetId)
  }
  for (const id of groupsOf(world)) {
    const { GroupId } = await client.send(
      new ec2.CreateSecurityGroupCommand({ VpcId, GroupName: id, Description: 'of the platform' }),
    )
    names.say(id, GroupId)
  }
}

/** Those that only RDS tells of, from the middle of the range. */
function ofDatabases(world: Seeding['world'], known: readonly ec2.Subnet[], range: string): readonly ec2.Subnet[] {
  const { DBSubnetGroups = [] } = asked<rds.DBSubnetGroupMessage>(world, 'rds', 'DescribeDBSubnetGroups')
  return DBSubnetGroups.flatMap(({ Subnets = [] }) => Subnets)
    .filter(({ SubnetIdentifier }) => !known.some(({ SubnetId }) => SubnetId === SubnetIdentifier))
    .map(({ SubnetIdentifier, SubnetAvailabilityZone }, index) => ({
      SubnetId: SubnetIdentifier,
      AvailabilityZone: SubnetAvailabilityZone?.Name,
      CidrBlock: `${range}.${128 + index}.0/24`,
    }))
}

/** Those of mount targets: of these that stand, and of those that the recovery region will have. */
function groupsOf(world: Seeding['world']): ReadonlySet<string> {
  const { FileSystems = [] } = asked<efs.DescribeFileSystemsResponse>(world, 'efs', 'DescribeFileSystems')
  const standing = FileSystems.flatMap(({ FileSystemId }) => {
    const { MountTargets = [] } = asked<efs.DescribeMountTargetsResponse>(world, 'efs', 'DescribeMountTargets', {
      FileSystemId,
    })
    return MountTargets.flatMap(({ MountTargetId }) => groupsOfTarget(world, MountTargetId))
  })
  const { files } = world.platform.recovery
  return new Set([...standing, ...files.mountTargets.flatMap(each => each.securityGroups)])
}

export function groupsOfTarget(world: Seeding['world'], MountTargetId: string | undefined): readonly string[] {
  const { SecurityGroups = [] } = asked<efs.DescribeMountTargetSecurityGroupsResponse>(
    world,
    'efs',
    'DescribeMountTargetSecurityGroups',
    { MountTargetId },
  )
  return SecurityGroups
}
