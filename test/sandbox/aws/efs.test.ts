// Amazon EFS as a recovery meets it: nothing by itself, nothing at once, and restored files never where one looks first.

import { CreateFileSystemCommand, EFSClient } from '@aws-sdk/client-efs'
import { describe, expect, test } from '@jest/globals'
import { Ec2 } from '../../../sandbox/aws/ec2/index.ts'
import { Efs, MountFailed, type MountRequest, transferSeconds } from '../../../sandbox/aws/efs/index.ts'
import { Iam } from '../../../sandbox/aws/iam/iam.ts'
import { frontDoor } from '../../../sandbox/aws/wire/front-door.ts'
import { root } from '../../../sandbox/world/files/index.ts'
import { account, ask, everyPage, needs, refusal, role, surroundings } from './calling.ts'

const vpc = 'vpc-0a1b2c3d'
const zones = ['a', 'b', 'c'].map(letter => ({ name: `us-east-1${letter}`, id: `use1-az${letter}` }))
const minute = 60_000

function world(options: { readonly pageSize?: number; readonly cidr?: string } = {}) {
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

const target = (FileSystemId: string, SubnetId = 'subnet-us-east-1a') => ({
  FileSystemId,
  SubnetId,
  SecurityGroups: ['sg-efs'],
})

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

describe('mount targets', () => {
  test('wait for the file system, then for themselves, then for DNS', async () => {
    const { create, settled, service, clock, lifecycle, mount } = world()
    const id = create()
    await clock.run(clock.now() + 5000)
    lifecycle.override({ transition: 'efs.mount-target.creating', seconds: 75 })
    lifecycle.override({ transition: 'efs.mount-target.resolving', seconds: 60 })
    await clock.run(() => ask(service, 'DescribeFileSystems', {}).FileSystems[0]?.LifeCycleState === 'available')
    const begun = clock.now()
    expect(ask(service, 'CreateMountTarget', target(id)).LifeCycleState).toBe('creating')
    await clock.run(begun + 74_000)
    expect(() => mount(id)).toThrow(MountFailed)
    await clock.run(begun + 80_000)
    expect(ask(service, 'DescribeMountTargets', { FileSystemId: id }).MountTargets[0].LifeCycleState).toBe('available')
    expect(() => mount(id)).toThrow('Failed to resolve')
    const [{ IpAddress: address }] = ask(service, 'DescribeMountTargets', { FileSystemId: id }).MountTargets
    expect(mount(id, { address, zone: 'us-east-1b' }).view(root).readdir('/')).toEqual([])
    expect(() => mount(id, { address: '10.0.0.1' })).toThrow('Connection timed out')
    await clock.run(begun + 136_000)
    expect(mount(id).view(root).readdir('/')).toEqual([])
    expect(() => mount(id, { zone: 'us-east-1b' })).toThrow('Failed to resolve')
    await settled()
  })

  test('are refused before the file system is available', () => {
    const { create, service, clock, lifecycle } = world()
    lifecycle.override({ transition: 'efs.file-system.creating', seconds: 60 })
    const id = create()
    return clock.run(clock.now() + 10_000).then(() => {
      expect(refusal(service, 'CreateMountTarget', target(id))).toBe('IncorrectFileSystemLifeCycleState')
    })
  })

  test('are one in each zone and all in one VPC; a repeated call says so and makes none', async () => {
    const { create, settled, service, describe } = world()
    const id = create()
    await settled()
    ask(service, 'CreateMountTarget', target(id))
    expect(refusal(service, 'CreateMountTarget', target(id))).toBe('MountTargetConflict')
    expect(refusal(service, 'CreateMountTarget', target(id, 'subnet-second'))).toBe('MountTargetConflict')
    expect(refusal(service, 'CreateMountTarget', { ...target(id, 'subnet-elsewhere'), SecurityGroups: [] })).toBe(
      'MountTargetConflict',
    )
    expect(refusal(service, 'CreateMountTarget', target(id, 'subnet-none'))).toBe('SubnetNotFound')
    expect(
      refusal(service, 'CreateMountTarget', { ...target(id, 'subnet-us-east-1b'), SecurityGroups: ['sg-other'] }),
    ).toBe('SecurityGroupNotFound')
    ask(service, 'CreateMountTarget', target(id, 'subnet-us-east-1b'))
    expect(describe(id).NumberOfMountTargets).toBe(2)
  })

  test('without security groups get the VPC default, through which no node gets', async () => {
    const { create, settled, service, mount } = world()
    const id = create()
    await settled()
    const made = ask(service, 'CreateMountTarget', { FileSystemId: id, SubnetId: 'subnet-us-east-1a' })
    await settled()
    const groups = ask(service, 'DescribeMountTargetSecurityGroups', { MountTargetId: made.MountTargetId })
    expect(groups.SecurityGroups).toEqual(['sg-default'])
    expect(() => mount(id)).toThrow('timed out')
  })

  test('need an address, and hold the file system until they are gone', async () => {
    const { create, settled, service } = world({ cidr: '10.0.0.0/28' })
    const ids: string[] = []
    for (let index = 0; index < 11; index++) ids.push(create({ CreationToken: `t${index}` }))
    await settled()
    for (const id of ids) ask(service, 'CreateMountTarget', target(id))
    const extra = create({ CreationToken: 'extra' })
    await settled()
    expect(refusal(service, 'CreateMountTarget', target(extra))).toBe('NoFreeAddressesInSubnet')
    const [first = ''] = ids
    expect(refusal(service, 'DeleteFileSystem', { FileSystemId: first })).toBe('FileSystemInUse')
    const { MountTargetId } = ask(service, 'DescribeMountTargets', { FileSystemId: first }).MountTargets[0]
    ask(service, 'DeleteMountTarget', { MountTargetId })
    expect(refusal(service, 'DeleteFileSystem', { FileSystemId: first })).toBe('FileSystemInUse')
    await settled()
    ask(service, 'DeleteFileSystem', { FileSystemId: first })
    await settled()
    expect(refusal(service, 'DescribeFileSystems', { FileSystemId: first })).toBe('FileSystemNotFound')
    ask(service, 'CreateMountTarget', target(extra))
  })

  test('are listed page by page, one at a time if need be', async () => {
    const { create, settled, service } = world({ pageSize: 1 })
    const id = create()
    await settled()
    for (const { name } of zones) ask(service, 'CreateMountTarget', target(id, `subnet-${name}`))
    await settled()
    const names = { items: 'MountTargets', token: 'Marker', next: 'NextMarker' }
    const { items, pages } = everyPage(service, 'DescribeMountTargets', { FileSystemId: id }, names)
    expect([items.length, pages]).toEqual([3, 3])
    expect(refusal(service, 'DescribeMountTargets', {})).toBe('BadRequest')
  })

  test('may break', async () => {
    const { create, settled, service, lifecycle, mount, efs } = world()
    const id = create()
    await settled()
    lifecycle.override({ transition: 'efs.mount-target.creating', resource: 'us-east-1a', outcome: 'error' })
    ask(service, 'CreateMountTarget', target(id))
    ask(service, 'CreateMountTarget', target(id, 'subnet-us-east-1b'))
    await settled()
    expect(
      ask(service, 'DescribeMountTargets', { FileSystemId: id })
        .MountTargets.map((each: { LifeCycleState: string }) => each.LifeCycleState)
        .sort(),
    ).toEqual(['available', 'error'])
    expect(() => mount(id)).toThrow(MountFailed)
    mount(id, { zone: 'us-east-1b' })
    efs.breakMountTarget(id, 'us-east-1b')
    expect(() => mount(id, { zone: 'us-east-1b' })).toThrow(MountFailed)
  })
})

describe('mounting', () => {
  const seeded = (policy?: object) => {
    const it = world()
    const id = it.efs.seed({
      subnets: ['subnet-us-east-1a'],
      securityGroups: ['sg-efs'],
      ...(policy && { policy: JSON.stringify({ Version: '2012-10-17', Statement: policy }) }),
      accessPoints: [
        {
          id: 'fsap-0aaaaaaaaaaaaaaaa',
          user: { Uid: 33, Gid: 33 },
          root: { Path: '/wordpress', CreationInfo: { OwnerUid: 33, OwnerGid: 33, Permissions: '0755' } },
        },
        { id: 'fsap-0bbbbbbbbbbbbbbbb', root: { Path: '/missing' } },
      ],
    })
    return { ...it, id }
  }

  test('through an access point makes its root once, and everybody is its user', () => {
    const { mount, id, efs } = seeded()
    const pod = mount(id, { accessPointId: 'fsap-0aaaaaaaaaaaaaaaa' }).view(root)
    pod.writeFile('/a', 'x')
    expect(efs.root(id).lstat('/wordpress/a')).toMatchObject({ owner: 33, group: 33 })
    expect(() => pod.lchown('/a', 0, 0)).toThrow('EPERM')
    efs.root(id).mkdir('/aws-backup-restore_x')
    expect(pod.readdir('/')).toEqual(['a'])
  })

  test('fails on a path that is not there, and on an access point that does not say how to make it', () => {
    const { mount, id } = seeded()
    expect(() => mount(id, { accessPointId: 'fsap-0bbbbbbbbbbbbbbbb' })).toThrow('No such file or directory')
    expect(() => mount(id, { path: '/nowhere' })).toThrow('No such file or directory')
    expect(() => mount(id, { accessPointId: 'fsap-0cccccccccccccccc' })).toThrow('does not exist')
  })

  test('squashes root where the policy does not grant it, and writes only where it grants that', () => {
    const all = { Effect: 'Allow', Principal: { AWS: '*' } }
    const { mount, id, efs } = seeded([
      { ...all, Action: ['elasticfilesystem:ClientMount', 'elasticfilesystem:ClientWrite'] },
    ])
    efs.root(id).chmod('/', 0o777)
    const view = mount(id).view(root)
    view.writeFile('/a', 'x')
    expect(efs.root(id).lstat('/a')).toMatchObject({ owner: 65534, group: 65534 })
    expect(() => view.lchown('/a', 33, 33)).toThrow('EPERM')
    const readOnly = seeded([{ ...all, Action: 'elasticfilesystem:ClientMount' }])
    expect(() => readOnly.mount(readOnly.id).view(root).writeFile('/a', 'x')).toThrow('EROFS')
  })

  test('asks IAM for the role of a client, and refuses one without TLS where the policy demands it', () => {
    const { mount, id, iam } = seeded([
      { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'elasticfilesystem:ClientMount' },
      { Effect: 'Deny', Principal: '*', Action: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    ])
    const copier = `arn:aws:iam::${account}:role/copier`
    expect(() => mount(id)).toThrow('access denied')
    expect(() => mount(id, { roleArn: copier })).toThrow('access denied')
    const actions = [
      'elasticfilesystem:ClientMount',
      'elasticfilesystem:ClientWrite',
      'elasticfilesystem:ClientRootAccess',
    ]
    iam.addRole({
      arn: copier,
      trust: [],
      statements: [
        {
          Effect: 'Allow',
          Action: actions,
          Resource: [`arn:aws:elasticfilesystem:us-east-1:${account}:file-system/${id}`],
        },
      ],
    })
    mount(id, { roleArn: copier }).view(root).writeFile('/a', 'x')
    expect(() => mount(id, { roleArn: copier, tls: false })).toThrow('access denied')
  })

  test('refuses a policy that is none, and one that would lock its author out', () => {
    const { service, id } = seeded()
    const put = (Policy: string, more: object = {}) => ({ FileSystemId: id, Policy, ...more })
    expect(refusal(service, 'PutFileSystemPolicy', put('{'))).toBe('InvalidPolicyException')
    const lockout = JSON.stringify({ Statement: [{ Effect: 'Deny', Principal: '*', Action: '*' }] })
    expect(refusal(service, 'PutFileSystemPolicy', put(lockout))).toBe('InvalidPolicyException')
    ask(service, 'PutFileSystemPolicy', put(lockout, { BypassPolicyLockoutSafetyCheck: true }))
    expect(ask(service, 'DescribeFileSystemPolicy', { FileSystemId: id }).Policy).toBe(lockout)
    const odd = JSON.stringify({
      Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Condition: { DateLessThan: { a: 'b' } } }],
    })
    expect(refusal(service, 'PutFileSystemPolicy', put(odd))).toBe('NotSimulated')
  })

  test('through a new access point works after a while; its client token gives its id', async () => {
    const { service, id, mount, settled, efs } = seeded()
    efs.root(id).mkdirs('/aws-backup-restore_x/wordpress')
    const input = { FileSystemId: id, ClientToken: 'run-1', RootDirectory: { Path: '/aws-backup-restore_x/wordpress' } }
    const made = ask(service, 'CreateAccessPoint', input)
    expect(refusal(service, 'CreateAccessPoint', input)).toBe('AccessPointAlreadyExists')
    expect(() => mount(id, { accessPointId: made.AccessPointId })).toThrow(MountFailed)
    await settled()
    mount(id, { accessPointId: made.AccessPointId })
    expect(ask(service, 'DescribeAccessPoints', { FileSystemId: id }).AccessPoints).toHaveLength(3)
    ask(service, 'DeleteAccessPoint', { AccessPointId: made.AccessPointId })
    await settled()
    expect(refusal(service, 'DescribeAccessPoints', { AccessPointId: made.AccessPointId })).toBe('AccessPointNotFound')
  })
})

describe('a restore by AWS Backup', () => {
  const night = () => {
    const it = world()
    const id = it.efs.seed({
      subnets: ['subnet-us-east-1a'],
      securityGroups: ['sg-efs'],
      tags: [{ Key: 'Name', Value: 'content' }],
    })
    const files = it.efs.root(id)
    files.mkdirs('/wordpress/uploads')
    for (const name of ['a', 'b', 'c']) files.writeFile(`/wordpress/uploads/${name}`, name)
    const backup = it.efs.snapshotOf(id)
    files.remove('/wordpress')
    return { ...it, id, files, backup, startedAt: Date.parse('2026-11-22T10:00:03.832Z') }
  }

  test('lands below a directory that no API names, beside what is there, and each job adds one', () => {
    const { efs, id, files, backup, startedAt } = night()
    const first = efs.restoreInto({ backup, fileSystemId: id, startedAt })
    const second = efs.restoreInto({ backup, fileSystemId: id, startedAt })
    expect(first).toEqual({ directory: 'aws-backup-restore_2026-11-22T10-00-03-832Z', count: 5, bytes: 3 })
    expect(files.readdir('/')).toEqual([first.directory, second.directory])
    expect(files.readdir(`/${first.directory}/wordpress/uploads`)).toEqual(['a', 'b', 'c'])
    expect(backup.restoreMetadata).toMatchObject({
      'file-system-id': id,
      PerformanceMode: 'generalPurpose',
      Encrypted: 'false',
    })
  })

  test('into a new file system does so too, and brings no mount target, access point or tag', async () => {
    const { efs, backup, startedAt, create, settled, describe } = night()
    const id = create()
    await settled()
    efs.restoreInto({ backup, fileSystemId: id, startedAt })
    expect(efs.root(id).readdir('/')).toEqual(['aws-backup-restore_2026-11-22T10-00-03-832Z'])
    expect(describe(id)).toMatchObject({ NumberOfMountTargets: 0, Tags: [] })
  })

  test('of items brings these and no others; case matters and wildcards mean nothing', () => {
    const { efs, id, files, backup, startedAt } = night()
    const items = ['/wordpress/uploads/a', '/wordpress/Uploads/b', '/wordpress/uploads/*']
    const { directory } = efs.restoreInto({ backup, fileSystemId: id, startedAt, items })
    expect(files.readdir(`/${directory}/wordpress/uploads`)).toEqual(['a'])
  })

  test('that failed leaves its own directory, and what could not be placed lies elsewhere', () => {
    const { efs, id, files, backup, startedAt } = night()
    const failed = efs.restoreInto({ backup, fileSystemId: id, startedAt, failed: true })
    expect(failed.directory).toMatch(/^aws-backup-failed-restore_/)
    const { directory } = efs.restoreInto({ backup, fileSystemId: id, startedAt, lost: 1 })
    expect(files.readdir('/aws-backup-lost+found')).toEqual(['a'])
    expect(files.readdir(`/${directory}/wordpress/uploads`)).toEqual(['b', 'c'])
  })

  test('takes its time from files or from bytes, whichever is slower', () => {
    expect(transferSeconds({ count: 150_000, bytes: 1 })).toBe(100)
    expect(transferSeconds({ count: 1, bytes: 50e9 })).toBe(250)
  })
})
