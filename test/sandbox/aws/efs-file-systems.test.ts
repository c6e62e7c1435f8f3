// EFS file systems as a recovery meets them: nothing by itself, nothing at once, and settings that are kept.
import { CreateFileSystemCommand, EFSClient } from '@aws-sdk/client-efs'
import { describe, expect, test } from '@jest/globals'
import { frontDoor } from '../../../sandbox/aws/wire/front-door.ts'
import { account, ask, minute, needs, refusal, role } from './calling.ts'
import { world } from './efs-world.ts'

describe('a new file system', () => {
  test('is unencrypted, bursting, without backups, policy, lifecycle, mount targets and access points', async () => {
    const { create, settled, describe, service } = world()
    const id = create()
    await settled()
    expect(describe(id)).toMatchObject({
      ...{
        LifeCycleState: 'available',
        Encrypted: false,
        ThroughputMode: 'bursting',
        NumberOfMountTargets: 0,
        Tags: [],
      },
      PerformanceMode: 'generalPurpose',
    })
    expect(refusal(service, 'DescribeBackupPolicy', { FileSystemId: id })).toBe('PolicyNotFound')
    expect(refusal(service, 'DescribeFileSystemPolicy', { FileSystemId: id })).toBe('PolicyNotFound')
    expect(ask(service, 'DescribeLifecycleConfiguration', { FileSystemId: id }).LifecyclePolicies).toEqual([])
    expect(ask(service, 'DescribeMountTargets', { FileSystemId: id }).MountTargets).toEqual([])
    expect(ask(service, 'DescribeAccessPoints', { FileSystemId: id }).AccessPoints).toEqual([])
  })

  test('is not found for some seconds, and its token gives its id instead of a second one', async () => {
    const { create, service, settled } = world()
    const id = create()
    expect(refusal(service, 'DescribeFileSystems', { FileSystemId: id })).toBe('FileSystemNotFound')
    expect(refusal(service, 'CreateFileSystem', { CreationToken: 'run-1' })).toBe('FileSystemAlreadyExists')
    await settled()
    expect(ask(service, 'DescribeFileSystems', { CreationToken: 'run-1' }).FileSystems[0].FileSystemId).toBe(id)
  })

  test('tells the real SDK client the id behind a token', async () => {
    const { clock, chance, iam, service, settled } = world()
    const door = frontDoor({
      clock,
      chance,
      iam,
      service: () => service,
      latency: () => 0,
      signatureWindowSeconds: Number.POSITIVE_INFINITY,
    })
    const client = new EFSClient({
      region: 'us-east-1',
      credentials: iam.accessKey(role),
      requestHandler: { handle: async (request: never) => ({ response: await door.handle(request) }) } as never,
    })
    const made = await client.send(
      new CreateFileSystemCommand({ CreationToken: 'twice', Tags: [{ Key: 'a', Value: 'b' }] }),
    )
    const again = await client.send(new CreateFileSystemCommand({ CreationToken: 'twice' })).catch(error => error)
    expect(again).toMatchObject({
      name: 'FileSystemAlreadyExists',
      FileSystemId: made.FileSystemId,
      $metadata: { httpStatusCode: 409 },
    })
    await settled()
  })

  test('needs TagResource for its tags and the key for its encryption', () => {
    const { service } = world()
    const input = {
      CreationToken: 'x',
      Encrypted: true,
      KmsKeyId: `arn:aws:kms:us-east-1:${account}:key/k`,
      Tags: [{ Key: 'Name', Value: 'n' }],
    }
    expect(needs(service, 'CreateFileSystem', input).map(({ action }) => action)).toEqual([
      'elasticfilesystem:CreateFileSystem',
      'elasticfilesystem:TagResource',
      'kms:DescribeKey',
      'kms:CreateGrant',
    ])
    expect(refusal(service, 'CreateFileSystem', { ...input, Encrypted: undefined })).toBe('BadRequest')
    expect(refusal(service, 'CreateFileSystem', { ...input, KmsKeyId: `arn:aws:kms:us-west-2:${account}:key/k` })).toBe(
      'BadRequest',
    )
    expect(refusal(service, 'CreateFileSystem', { CreationToken: 'x', AvailabilityZoneName: 'us-east-1a' })).toBe(
      'NotSimulated',
    )
  })

  test('changes its throughput mode once in a day', async () => {
    const { create, settled, service, clock } = world()
    const FileSystemId = create()
    expect(refusal(service, 'UpdateFileSystem', { FileSystemId, ThroughputMode: 'elastic' })).toBe('FileSystemNotFound')
    await settled()
    expect(ask(service, 'UpdateFileSystem', { FileSystemId, ThroughputMode: 'elastic' }).LifeCycleState).toBe(
      'updating',
    )
    expect(refusal(service, 'UpdateFileSystem', { FileSystemId, ThroughputMode: 'bursting' })).toBe(
      'IncorrectFileSystemLifeCycleState',
    )
    await settled()
    expect(refusal(service, 'UpdateFileSystem', { FileSystemId, ThroughputMode: 'bursting' })).toBe('TooManyRequests')
    await clock.run(clock.now() + 24 * 60 * minute)
    ask(service, 'UpdateFileSystem', { FileSystemId, ThroughputMode: 'provisioned', ProvisionedThroughputInMibps: 64 })
    expect(refusal(service, 'UpdateFileSystem', { FileSystemId, ThroughputMode: 'provisioned' })).toBe(
      'IncorrectFileSystemLifeCycleState',
    )
  })

  test('keeps the settings it is given', async () => {
    const { create, settled, service } = world()
    const FileSystemId = create()
    await settled()
    const LifecyclePolicies = [
      { TransitionToIA: 'AFTER_30_DAYS' },
      { TransitionToPrimaryStorageClass: 'AFTER_1_ACCESS' },
    ]
    ask(service, 'PutLifecycleConfiguration', { FileSystemId, LifecyclePolicies })
    expect(ask(service, 'DescribeLifecycleConfiguration', { FileSystemId }).LifecyclePolicies).toEqual(
      LifecyclePolicies,
    )
    const both = [{ TransitionToIA: 'AFTER_30_DAYS', TransitionToArchive: 'AFTER_90_DAYS' }]
    expect(refusal(service, 'PutLifecycleConfiguration', { FileSystemId, LifecyclePolicies: both })).toBe('BadRequest')
    expect(
      ask(service, 'PutBackupPolicy', { FileSystemId, BackupPolicy: { Status: 'ENABLED' } }).BackupPolicy.Status,
    ).toBe('ENABLING')
    await settled()
    expect(ask(service, 'DescribeBackupPolicy', { FileSystemId }).BackupPolicy.Status).toBe('ENABLED')
    ask(service, 'TagResource', {
      ResourceId: FileSystemId,
      Tags: [
        { Key: 'Component', Value: 'wordpress' },
        { Key: 'Name', Value: 'content' },
      ],
    })
    ask(service, 'UntagResource', { ResourceId: FileSystemId, TagKeys: ['Component'] })
    expect(ask(service, 'ListTagsForResource', { ResourceId: FileSystemId }).Tags).toEqual([
      { Key: 'Name', Value: 'content' },
    ])
  })
})
