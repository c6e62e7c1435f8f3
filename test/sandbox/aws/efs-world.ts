// Amazon EFS in a network of three zones, for its tests: subnets in each of them, and one in another VPC.
import { Ec2 } from '../../../sandbox/aws/ec2/index.ts'
import { Efs, type MountRequest } from '../../../sandbox/aws/efs/index.ts'
import { Iam } from '../../../sandbox/aws/iam/iam.ts'
import { ask, minute, role, surroundings } from './calling.ts'

const vpc = 'vpc-0a1b2c3d'
export const zones = ['a', 'b', 'c'].map(letter => ({ name: `us-east-1${letter}`, id: `use1-az${letter}` }))

export function world(options: { readonly pageSize?: number; readonly cidr?: string } = {}) {
  const around = surroundings()
  const iam = new Iam()
  iam.addRole({ arn: role, trust: [], statements: [{ Effect: 'Allow', Action: ['*'], Resource: ['*'] }] })
  const ec2 = new Ec2(around, {
    zones,
    vpcs: [
      { id: vpc, defaultSecurityGroup: 'sg-default', securityGroups: ['sg-efs'] },
      { id: 'vpc-other', defaultSecurityGroup: 'sg-other', securityGroups: [] },
    ],
    allows: () => true,
  })
  const cidr = options.cidr ?? '10.0.0.0/24'
  for (const { name } of zones) ec2.seedSubnet({ id: `subnet-${name}`, vpcId: vpc, zone: name, cidr })
  ec2.seedSubnet({ id: 'subnet-second', vpcId: vpc, zone: 'us-east-1a', cidr: '10.0.9.0/24' })
  ec2.seedSubnet({ id: 'subnet-elsewhere', vpcId: 'vpc-other', zone: 'us-east-1b', cidr: '10.1.0.0/24' })
  const efs = new Efs(around, {
    network: ec2.network,
    allows: (requirement, caller, statements) => iam.allows(requirement, caller, statements).allowed,
    ...(options.pageSize !== undefined && { pageSize: options.pageSize }),
  })
  const { service } = efs
  const create = (more: object = {}): string =>
    ask(service, 'CreateFileSystem', { CreationToken: 'run-1', ...more }).FileSystemId
  const settled = async () => around.clock.run(around.clock.now() + 10 * minute)
  const describe = (FileSystemId: string) => ask(service, 'DescribeFileSystems', { FileSystemId }).FileSystems[0]
  const mount = (fileSystemId: string, more: Partial<MountRequest> = {}) =>
    efs.mount({ fileSystemId, zone: 'us-east-1a', ...more })
  return { ...around, iam, ec2, efs, service, create, settled, describe, mount }
}

export const target = (FileSystemId: string, SubnetId = 'subnet-us-east-1a') => ({
  FileSystemId,
  SubnetId,
  SecurityGroups: ['sg-efs'],
})
