// Subnets and zones as EC2 tells them, and what the real SDK client reads of EC2.
import { CreateVolumeCommand, DescribeVolumesCommand, EC2Client } from '@aws-sdk/client-ec2'
import { describe, expect, test } from '@jest/globals'
import { Iam } from '../../../sandbox/aws/iam/iam.ts'
import { frontDoor } from '../../../sandbox/aws/wire/front-door.ts'
import { ask, refusal, role } from './calling.ts'
import { world } from './ec2-world.ts'

describe('the network', () => {
  test('tells subnets and zones', () => {
    const { ec2, service } = world()
    ec2.seedSubnet({ id: 'subnet-1', vpcId: 'vpc-1', zone: 'us-east-1a', cidr: '10.0.0.0/24' })
    expect(ec2.network.takeAddress('subnet-1')).toBe('10.0.0.4')
    expect(ask(service, 'DescribeSubnets', { Filters: [{ Name: 'vpc-id', Values: ['vpc-1'] }] }).Subnets).toMatchObject(
      [{ SubnetId: 'subnet-1', AvailableIpAddressCount: 250, AvailabilityZone: 'us-east-1a' }],
    )
    expect(refusal(service, 'DescribeSubnets', { SubnetIds: ['subnet-2'] })).toBe('InvalidSubnetID.NotFound')
    expect(
      ask(service, 'DescribeAvailabilityZones', { Filters: [{ Name: 'zone-type', Values: ['availability-zone'] }] })
        .AvailabilityZones,
    ).toHaveLength(2)
    expect(refusal(service, 'DescribeAvailabilityZones', { ZoneNames: ['us-west-2a'] })).toBe('InvalidZone.NotFound')
  })

  test('speaks the wire of the real SDK client, unmodelled error codes and all', async () => {
    const { clock, chance, service, settled } = world()
    const iam = new Iam()
    iam.addRole({ arn: role, trust: [], statements: [{ Effect: 'Allow', Action: ['ec2:*'], Resource: ['*'] }] })
    const door = frontDoor({
      clock,
      chance,
      iam,
      service: () => service,
      latency: () => 0,
      signatureWindowSeconds: Number.POSITIVE_INFINITY,
    })
    const client = new EC2Client({
      region: 'us-east-1',
      credentials: iam.accessKey(role),
      requestHandler: { handle: async (request: never) => ({ response: await door.handle(request) }) } as never,
    })
    const Tags = [{ Key: 'Component', Value: 'monitoring' }]
    const made = await client.send(
      new CreateVolumeCommand({
        AvailabilityZone: 'us-east-1a',
        Size: 5,
        VolumeType: 'gp3',
        ClientToken: 't',
        TagSpecifications: [{ ResourceType: 'volume', Tags }],
      }),
    )
    await settled()
    const found = await client.send(new DescribeVolumesCommand({ VolumeIds: [made.VolumeId ?? ''] }))
    expect(found.Volumes).toMatchObject([
      { VolumeId: made.VolumeId, State: 'available', VolumeType: 'gp3', Size: 5, Encrypted: false, Tags },
    ])
    const missing = await client
      .send(new DescribeVolumesCommand({ VolumeIds: ['vol-0123456789abcdef0'] }))
      .catch(error => error)
    expect(missing).toMatchObject({ name: 'InvalidVolume.NotFound', $metadata: { httpStatusCode: 400 } })
  })
})
