// EBS volumes as a recovery meets them: zonal, gp2 and unencrypted unless told, failing late, attached only with tags.
import { CreateVolumeCommand, DescribeVolumesCommand, EC2Client } from '@aws-sdk/client-ec2'
import { describe, expect, test } from '@jest/globals'
import { Ec2, type TagsPolicy } from '../../../sandbox/aws/ec2/index.ts'
import { Iam } from '../../../sandbox/aws/iam/iam.ts'
import { frontDoor } from '../../../sandbox/aws/wire/front-door.ts'
import { FileView } from '../../../sandbox/world/files/index.ts'
import { account, ask, everyPage, needs, refusal, role, surroundings } from './calling.ts'

const zones = [
  { name: 'us-east-1a', id: 'use1-az4' },
  { name: 'us-east-1b', id: 'use1-az6' },
]
const key = `arn:aws:kms:us-east-1:${account}:key/storage`
const minute = 60_000

interface Options {
  readonly denied?: readonly string[]
  readonly unusable?: readonly string[]
  readonly pageSize?: number
}

function world({ denied = [], unusable = [], pageSize }: Options = {}) {
  const around = surroundings()
  const ec2 = new Ec2(around, {
    zones,
    vpcs: [{ id: 'vpc-1', defaultSecurityGroup: 'sg-default', securityGroups: [] }],
    allows: ({ action }) => !denied.includes(action),
    usable: arn => !unusable.includes(arn),
    ...(pageSize !== undefined && { pageSize }),
  })
  const { service } = ec2
  const volumeId = ec2.seedVolume({
    zone: 'us-east-1a',
    size: 50,
    keyArn: key,
    tags: [{ Key: 'Component', Value: 'monitoring' }],
  })
  new FileView(ec2.disk(volumeId)).writeFile('/wal', 'samples')
  const settled = async () => around.clock.run(around.clock.now() + 20 * minute)
  const snapshot = async (): Promise<string> => {
    const { SnapshotId } = ask(service, 'CreateSnapshot', { VolumeId: volumeId })
    await settled()
    return SnapshotId
  }
  const create = (more: object = {}) =>
    ask(service, 'CreateVolume', { AvailabilityZone: 'us-east-1a', Size: 10, ...more })
  const look = (VolumeId: string) => ask(service, 'DescribeVolumes', { VolumeIds: [VolumeId] }).Volumes[0]
  return { ...around, ec2, service, volumeId, settled, snapshot, create, look }
}

describe('a new volume', () => {
  test('is gp2 and unencrypted unless the caller says otherwise, and gp3 has its own defaults', () => {
    const { create } = world()
    expect(create()).toMatchObject({
      VolumeType: 'gp2',
      Encrypted: false,
      Iops: 100,
      State: 'creating',
      SnapshotId: '',
    })
    expect(create({ VolumeType: 'gp3' })).toMatchObject({ VolumeType: 'gp3', Iops: 3000, Throughput: 125 })
  })

  test('is not found for some seconds after the answer, then is there, then available', async () => {
    const { create, service, look, settled } = world()
    const { VolumeId } = create()
    expect(refusal(service, 'DescribeVolumes', { VolumeIds: [VolumeId] })).toBe('InvalidVolume.NotFound')
    expect(ask(service, 'DescribeVolumes', {}).Volumes).toHaveLength(1)
    await settled()
    expect(look(VolumeId)).toMatchObject({
      State: 'available',
      AvailabilityZone: 'us-east-1a',
      AvailabilityZoneId: 'use1-az4',
    })
  })

  test('is made once for a client token, and other parameters under it are refused', () => {
    const { create, service, ec2 } = world()
    const tags = { TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'muster:run', Value: 'r' }] }] }
    const { VolumeId } = create({ ClientToken: 'run-1', ...tags })
    expect(create({ ClientToken: 'run-1', ...tags }).VolumeId).toBe(VolumeId)
    expect(refusal(service, 'CreateVolume', { ClientToken: 'run-1', AvailabilityZone: 'us-east-1a', Size: 11 })).toBe(
      'IdempotentParameterMismatch',
    )
    expect(ec2.volumes()).toHaveLength(2)
  })

  test('names one zone, of this region', () => {
    const { service, create } = world()
    expect(refusal(service, 'CreateVolume', { Size: 1 })).toBe('MissingParameter')
    expect(refusal(service, 'CreateVolume', { Size: 1, AvailabilityZone: 'us-west-2a' })).toBe('InvalidZone.NotFound')
    expect(
      refusal(service, 'CreateVolume', { Size: 1, AvailabilityZone: 'us-east-1a', AvailabilityZoneId: 'use1-az4' }),
    ).toBe('InvalidParameterCombination')
    expect(create({ AvailabilityZone: undefined, AvailabilityZoneId: 'use1-az6' }).AvailabilityZone).toBe('us-east-1b')
  })

  test('is refused with parameters that do not belong together', () => {
    const { service } = world()
    const refused = (more: object) =>
      refusal(service, 'CreateVolume', { AvailabilityZone: 'us-east-1a', Size: 10, ...more })
    expect(refused({ Size: undefined })).toBe('MissingParameter')
    expect(refused({ Throughput: 125 })).toBe('InvalidParameterCombination')
    expect(refused({ VolumeType: 'io2' })).toBe('MissingParameter')
    expect(refused({ KmsKeyId: key })).toBe('InvalidParameterDependency')
    expect(refused({ Size: 20_000 })).toBe('InvalidParameterValue')
    expect(refused({ TagSpecifications: [{ ResourceType: 'instance', Tags: [] }] })).toBe('InvalidParameterValue')
    expect(refused({ DryRun: true })).toBe('NotSimulated')
    expect(refused({ MultiAttachEnabled: true })).toBe('NotSimulated')
  })

  test('has what the snapshot held, its encryption and its key, and not a byte of what came later', async () => {
    const { ec2, volumeId, snapshot, create, settled, service } = world()
    const SnapshotId = await snapshot()
    new FileView(ec2.disk(volumeId)).writeFile('/wal', 'lost')
    const made = create({ SnapshotId, Size: undefined })
    expect(made).toMatchObject({ Size: 50, Encrypted: true, KmsKeyId: key, SnapshotId })
    await settled()
    expect(Buffer.from(new FileView(ec2.disk(made.VolumeId)).readFile('/wal')).toString()).toBe('samples')
    expect(refusal(service, 'CreateVolume', { AvailabilityZone: 'us-east-1a', SnapshotId, Size: 49 })).toBe(
      'InvalidParameterValue',
    )
    expect(refusal(service, 'CreateVolume', { AvailabilityZone: 'us-east-1a', SnapshotId, Encrypted: false })).toBe(
      'InvalidParameterCombination',
    )
    expect(
      refusal(service, 'CreateVolume', { AvailabilityZone: 'us-east-1a', SnapshotId: 'snap-0123456789abcdef0' }),
    ).toBe('InvalidSnapshot.NotFound')
  })

  test('is refused from a snapshot that is not completed', async () => {
    const { service, volumeId, clock } = world()
    const { SnapshotId } = ask(service, 'CreateSnapshot', { VolumeId: volumeId })
    await clock.run(clock.now() + 6000)
    expect(ask(service, 'DescribeSnapshots', { OwnerIds: ['self'] }).Snapshots[0]).toMatchObject({
      State: 'pending',
      Progress: '',
    })
    expect(refusal(service, 'CreateVolume', { AvailabilityZone: 'us-east-1a', SnapshotId })).toBe('IncorrectState')
  })

  test('fills by itself only at a rate that was asked for; otherwise first reads fetch it', async () => {
    const { ec2, snapshot, create, service, clock } = world()
    const SnapshotId = await snapshot()
    const begun = clock.now()
    const lazy = create({ SnapshotId, Size: 50 }).VolumeId
    const eager = create({ SnapshotId, Size: 50, VolumeInitializationRate: 200 }).VolumeId
    const told = () =>
      [lazy, eager].map(id => {
        const { VolumeStatuses } = ask(service, 'DescribeVolumeStatus', { VolumeIds: [id] })
        return VolumeStatuses[0].InitializationStatusDetails
      })
    await clock.run(begun + 64_000)
    expect(told()).toEqual([
      { InitializationType: 'default', Progress: 0 },
      { InitializationType: 'provisioned-rate', Progress: 25, EstimatedTimeToCompleteInSeconds: 192 },
    ])
    expect([lazy, eager].map(id => ec2.readableASecond(id) / 2 ** 20)).toEqual([30, 125])
    await clock.run(begun + 257_000)
    expect([lazy, eager].map(id => ec2.isInitialized(id))).toEqual([false, true])
  })

  test.each([
    ['the caller may not use the key', { denied: ['kms:CreateGrant'] }],
    ['the key is disabled', { unusable: [key] }],
  ])('is promised and then fails when %s', async (_, options) => {
    const { create, settled, ec2 } = world(options)
    const { VolumeId, State } = create({ Encrypted: true, KmsKeyId: key })
    expect(State).toBe('creating')
    await settled()
    const found = ec2.volumes().find(({ id }) => id === VolumeId)
    expect(['error', undefined]).toContain(found?.state)
  })

  test('needs the snapshot, the tags with their reason, and says what it will be', () => {
    const { service } = world()
    const TagSpecifications = [{ ResourceType: 'volume', Tags: [{ Key: 'a', Value: 'b' }] }]
    const input = {
      AvailabilityZone: 'us-east-1a',
      SnapshotId: 'snap-0123456789abcdef0',
      VolumeType: 'gp3',
      Encrypted: true,
      TagSpecifications,
    }
    expect(needs(service, 'CreateVolume', input)).toMatchObject([
      {
        action: 'ec2:CreateVolume',
        resource: `arn:aws:ec2:us-east-1:${account}:volume/*`,
        context: { 'ec2:VolumeType': 'gp3', 'ec2:Encrypted': 'true', 'aws:RequestTag/a': 'b' },
      },
      { action: 'ec2:CreateVolume', resource: 'arn:aws:ec2:us-east-1::snapshot/snap-0123456789abcdef0' },
      {
        action: 'ec2:CreateTags',
        resource: `arn:aws:ec2:us-east-1:${account}:volume/*`,
        context: { 'ec2:CreateAction': 'CreateVolume' },
      },
    ])
  })

  test('finds no capacity where AWS has none', () => {
    const { ec2, service, create } = world()
    ec2.exhaust('gp3', 'us-east-1a')
    expect(refusal(service, 'CreateVolume', { AvailabilityZone: 'us-east-1a', Size: 1, VolumeType: 'gp3' })).toBe(
      'InsufficientVolumeCapacity',
    )
    ec2.restoreCapacity()
    create({ VolumeType: 'gp3' })
  })
})

describe('a volume', () => {
  test('is found by filters, with wildcards, and page by page', async () => {
    const { create, settled, service } = world({ pageSize: 2 })
    for (let index = 0; index < 4; index++)
      create({
        TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'Component', Value: `monitoring-${index}` }] }],
      })
    await settled()
    const Filters = [
      { Name: 'tag:Component', Values: ['monitoring*'] },
      { Name: 'status', Values: ['available'] },
    ]
    const names = { items: 'Volumes', token: 'NextToken', next: 'NextToken' }
    expect(everyPage(service, 'DescribeVolumes', { Filters }, names)).toMatchObject({ pages: 3, items: { length: 5 } })
    expect(refusal(service, 'DescribeVolumes', { Filters: [{ Name: 'colour', Values: ['red'] }] })).toBe(
      'InvalidParameterValue',
    )
    expect(refusal(service, 'DescribeVolumes', { MaxResults: 4 })).toBe('InvalidParameterValue')
    expect(refusal(service, 'DescribeVolumes', { VolumeIds: ['prometheus'] })).toBe('InvalidParameterValue')
  })

  test('is tagged and untagged', () => {
    const { service, volumeId, look } = world()
    ask(service, 'CreateTags', {
      Resources: [volumeId],
      Tags: [
        { Key: 'ebs.csi.aws.com/cluster', Value: 'true' },
        { Key: 'Component', Value: 'other' },
      ],
    })
    ask(service, 'DeleteTags', { Resources: [volumeId], Tags: [{ Key: 'Component', Value: 'monitoring' }] })
    expect(look(volumeId).Tags).toEqual([
      { Key: 'ebs.csi.aws.com/cluster', Value: 'true' },
      { Key: 'Component', Value: 'other' },
    ])
    ask(service, 'DeleteTags', { Resources: [volumeId], Tags: [{ Key: 'Component' }] })
    expect(look(volumeId).Tags).toHaveLength(1)
    expect(refusal(service, 'CreateTags', { Resources: [volumeId], Tags: [{ Key: 'aws:mine', Value: '' }] })).toBe(
      'InvalidParameterValue',
    )
    expect(
      refusal(service, 'CreateTags', { Resources: ['vol-0123456789abcdef0'], Tags: [{ Key: 'a', Value: '' }] }),
    ).toBe('InvalidVolume.NotFound')
    expect(needs(service, 'CreateTags', { Resources: [volumeId], Tags: [{ Key: 'a', Value: 'b' }] })).toMatchObject([
      { action: 'ec2:CreateTags', context: { 'aws:TagKeys': ['a'] } },
    ])
  })

  test.each<readonly [TagsPolicy, readonly { Key: string; Value: string }[], boolean]>([
    ['AmazonEBSCSIDriverPolicyV2', [], false],
    ['AmazonEBSCSIDriverPolicyV2', [{ Key: 'ebs.csi.aws.com/cluster', Value: 'false' }], false],
    ['AmazonEBSCSIDriverPolicyV2', [{ Key: 'ebs.csi.aws.com/cluster', Value: 'true' }], true],
    ['AmazonEBSCSIDriverPolicyV2', [{ Key: 'kubernetes.io/created-for/pvc/name', Value: 'p' }], true],
    [{ clusterName: 'wordpress-prod' }, [{ Key: 'ebs.csi.aws.com/cluster', Value: 'true' }], false],
    [{ clusterName: 'wordpress-prod' }, [{ Key: 'ebs.csi.aws.com/cluster-name', Value: 'wordpress-prod' }], true],
    ['any', [], true],
  ])('under %j with tags %j may be attached: %s', (policy, Tags, may) => {
    const { ec2, service, volumeId } = world()
    if (Tags.length > 0) ask(service, 'CreateTags', { Resources: [volumeId], Tags })
    expect(ec2.mayAttach(volumeId, 'us-east-1a', policy)).toMatchObject(
      may ? { may } : { may, code: 'UnauthorizedOperation' },
    )
  })

  test('is attached in its own zone, to one node at a time, and deleted only when it is attached to none', async () => {
    const { ec2, service, volumeId, look, settled } = world()
    const request = { volumeId, instanceId: 'i-1', zone: 'us-east-1a', policy: 'any' as const }
    expect(ec2.attach({ ...request, zone: 'us-east-1b' })).toMatchObject({
      may: false,
      code: 'InvalidVolume.ZoneMismatch',
    })
    expect(ec2.attach(request)).toEqual({ may: true })
    expect(look(volumeId)).toMatchObject({ State: 'in-use', Attachments: [{ State: 'attaching', InstanceId: 'i-1' }] })
    await settled()
    expect(look(volumeId).Attachments[0].State).toBe('attached')
    expect(ec2.attach({ ...request, instanceId: 'i-2' })).toMatchObject({ may: false, code: 'VolumeInUse' })
    expect(refusal(service, 'DeleteVolume', { VolumeId: volumeId })).toBe('VolumeInUse')
    ec2.detach(volumeId)
    expect(look(volumeId).Attachments[0].State).toBe('detaching')
    expect(refusal(service, 'DeleteVolume', { VolumeId: volumeId })).toBe('VolumeInUse')
    await settled()
    expect(look(volumeId)).toMatchObject({ State: 'available', Attachments: [] })
    ask(service, 'DeleteVolume', { VolumeId: volumeId })
    await settled()
    expect(refusal(service, 'DescribeVolumes', { VolumeIds: [volumeId] })).toBe('InvalidVolume.NotFound')
  })

  test('snapshots of AWS Backup carry the id of their recovery point', async () => {
    const { ec2, volumeId, settled, service } = world()
    const id = 'snap-0aaaabbbbccccdddd'
    ec2.takeSnapshot(volumeId, { id })
    await settled()
    expect(ask(service, 'DescribeSnapshots', { SnapshotIds: [id] }).Snapshots[0]).toMatchObject({
      State: 'completed',
      Encrypted: true,
      KmsKeyId: key,
      VolumeSize: 50,
    })
    ec2.removeSnapshot(id)
    expect(refusal(service, 'DescribeSnapshots', { SnapshotIds: [id] })).toBe('InvalidSnapshot.NotFound')
    expect(refusal(service, 'DescribeSnapshots', {})).toBe('NotSimulated')
  })
})

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
