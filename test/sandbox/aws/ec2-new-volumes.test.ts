// New EBS volumes as a recovery meets them: zonal, gp2 and unencrypted unless told, filled slowly, failing late.
import { describe, expect, test } from '@jest/globals'
import { FileView } from '../../../sandbox/world/files/index.ts'
import { account, ask, needs, refusal } from './calling.ts'
import { key, world } from './ec2-world.ts'

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
