// EFS mount targets: what they wait for, one in each zone, the addresses they take, and that they may break.
import { describe, expect, test } from '@jest/globals'
import { MountFailed } from '../../../sandbox/aws/efs/index.ts'
import { root } from '../../../sandbox/world/files/index.ts'
import { ask, everyPage, refusal } from './calling.ts'
import { target, world, zones } from './efs-world.ts'

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
