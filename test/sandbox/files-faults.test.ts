// Misfortunes of files, each looked at in the world that it strikes, without a run.
import { describe, expect, test } from '@jest/globals'
import type { FaultSetting } from '../../sandbox/faults/fault.ts'
import { filesFaults } from '../../sandbox/faults/files.ts'
import { fileDeletion } from '../../sandbox/world/disasters/file-deletion.ts'
import { ask } from './aws/calling.ts'
import { fileSystemId, filesWorld, minute, platform } from './world/files-world.ts'

const struckAt = Date.parse(fileDeletion.at)

/** The fault is armed at the beginning, and the disaster strikes. */
async function struck(name: string) {
  const world = filesWorld({ begins: Date.parse('2030-03-04T06:28:30Z') })
  const fault = filesFaults.find(each => each.name === name)
  fault?.arm({ world, struckAt, startsAt: struckAt + 450_000 } as unknown as FaultSetting, '')
  await world.clock.run(struckAt)
  fileDeletion.strike(world)
  await world.pass(15 * minute)
  return world
}

const statusOfNewest = (world: Awaited<ReturnType<typeof struck>>) =>
  ask(world.region.backup.service, 'DescribeRecoveryPoint', {
    BackupVaultName: platform.files.vault,
    RecoveryPointArn: world.newest(),
  }).Status

describe('A misfortune of files', () => {
  test('is refused by name where no files are restored', () => {
    const about = { scenario: { name: 'database-corruption' }, mode: 'recover' } as never
    expect(filesFaults.map(each => each.wrong?.('', about))).toEqual(
      filesFaults.map(() => 'it means nothing in database-corruption, which restores no files'),
    )
  })

  test('ends restores, and mount targets, otherwise', async () => {
    const endings = { 'files-restore-fails': 'FAILED', 'files-lost-and-found': 'COMPLETED' }
    for (const [name, status] of Object.entries(endings)) {
      const world = await struck(name)
      const id = world.restore(
        { newFileSystem: 'false', 'file-system-id': fileSystemId },
        { RecoveryPointArn: world.newest() },
      )
      await world.pass(10 * minute)
      expect(world.job(id).Status).toBe(status)
    }
    const world = await struck('no-free-address')
    const { service } = world.region.ec2
    const { Subnets } = ask(service, 'DescribeSubnets', { SubnetIds: ['subnet-0a1b2c3d4e5f60a0a'] })
    expect(Subnets[0].AvailableIpAddressCount).toBe(0)
    const { Subnets: all } = ask((await struck('subnets-share-zone')).region.ec2.service, 'DescribeSubnets', {})
    const zones = all.map(({ AvailabilityZone }: { AvailabilityZone: string }) => AvailabilityZone)
    expect(new Set(zones).size).toBeLessThan(zones.length)
  })

  test('leaves traces of earlier tries, spoils the newest backup, squashes root, or brings a file back', async () => {
    const traces = (await struck('earlier-restores')).root.readdir('/').filter(name => name.startsWith('aws-backup-'))
    expect(traces.filter(name => name.startsWith('aws-backup-failed-restore_'))).toHaveLength(2)
    expect(traces).toHaveLength(3)
    expect(statusOfNewest(await struck('newest-backup-partial'))).toBe('PARTIAL')
    expect(statusOfNewest(await struck('newest-backup-expired'))).toBe('EXPIRED')
    const squashed = await struck('root-squashed')
    expect(squashed.region.efs.facts(fileSystemId).policy?.text).not.toContain('ClientRootAccess')
    expect(squashed.siteFiles.get('/uploads/2030/03/programme.pdf').status).toBe(200)
    const again = await struck('upload-meanwhile')
    expect(again.siteFiles.get('/uploads/2029/03/programme.pdf').status).toBe(200)
    expect(again.siteFiles.get('/uploads/2029/04/programme.pdf').status).toBe(404)
    expect((await struck('copy-crawls')).copying.slowdown).toBe(10_000)
  })
})
