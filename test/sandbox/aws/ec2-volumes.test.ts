// EBS volumes that are there: how they are found and tagged, and attached only in their zone and with tags.
import { describe, expect, test } from '@jest/globals'
import type { TagsPolicy } from '../../../sandbox/aws/ec2/index.ts'
import { ask, everyPage, needs, refusal } from './calling.ts'
import { key, world } from './ec2-world.ts'

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
