// Mounting an EFS file system: access points and their users, policies and roles, and paths that are not there.
import { describe, expect, test } from '@jest/globals'
import { MountFailed } from '../../../sandbox/aws/efs/index.ts'
import { root } from '../../../sandbox/world/files/index.ts'
import { account, ask, refusal } from './calling.ts'
import { world } from './efs-world.ts'

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
