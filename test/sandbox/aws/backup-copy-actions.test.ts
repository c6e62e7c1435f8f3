// Copies that a plan makes into another region’s vault: when, with which names and keys, and what is restored from them.
import { GetRecoveryPointRestoreMetadataCommand, StartRestoreJobCommand } from '@aws-sdk/client-backup'
import { describe, expect, test } from '@jest/globals'
import { farVault, morningAfter } from './backup-copy-world.ts'
import { day, hour, minute } from './calling.ts'
import { east, five, roleArn, tags, twoRegions, vaultArn, west } from './two-regions.ts'

describe('a rule’s copy action', () => {
  test('copies every backup once it is complete, under names of the other region and a key of its vault', async () => {
    const { arrived, job, farKey, storage } = await morningAfter()
    for (const type of ['Aurora', 'EFS', 'EBS']) {
      const { state, point, made, createdAt, completedAt = 0 } = job(type)
      expect(state).toBe('COMPLETED')
      expect(createdAt).toBe(point.completedAt)
      expect(completedAt - createdAt).toBeGreaterThanOrEqual(minute)
      expect(made).toMatchObject({ status: 'COMPLETED', keyArn: farKey, tags, vaultName: 'far', completedAt })
      // A copy keeps the creation date of what was copied.
      expect(made?.createdAt).toBe(point.createdAt)
    }
    expect(job('Aurora').point.keyArn).toBe(storage)
    expect(job('Aurora').made?.arn).toMatch(
      /^arn:aws:rds:us-west-2:\d{12}:cluster-snapshot:awsbackup:copyjob-[0-9a-f-]{36}$/i,
    )
    expect(job('EFS').made?.arn).toMatch(/^arn:aws:backup:us-west-2:\d{12}:recovery-point:[0-9a-f-]{36}$/)
    expect(job('EBS').made?.arn).toMatch(/^arn:aws:ec2:us-west-2::snapshot\/snap-0[0-9a-f]{16}$/)
    expect(arrived()).toHaveLength(3)
  })

  test('keeps its own retention, counted from the backup; without one, or with -1, the source’s', async () => {
    const world = await morningAfter()
    const { clock, arrived, point } = world
    await clock.run(point('EFS').createdAt + 14 * day - hour)
    expect(arrived().some(({ createdAt }) => createdAt === point('EFS').createdAt)).toBe(true)
    await clock.run(point('EFS').createdAt + 14 * day + hour)
    expect(arrived().some(({ createdAt }) => createdAt === point('EFS').createdAt)).toBe(false)
    for (const Lifecycle of [undefined, { DeleteAfterDays: -1 }]) {
      const rule = { CopyActions: [{ DestinationBackupVaultArn: farVault, Lifecycle }] }
      expect((await morningAfter({ rule })).job('EFS').made?.lifecycle).toEqual({ deleteAfterDays: 35 })
    }
  })

  test('works beside others, up to five, each into a vault', () => {
    const action = (name: string) => ({ DestinationBackupVaultArn: vaultArn(west, name) })
    expect(() => twoRegions({ rule: { CopyActions: [...'abcdef'].map(action) } })).toThrow(/at most 5/)
    expect(() => twoRegions({ rule: { CopyActions: [{ DestinationBackupVaultArn: 'far' }] } })).toThrow(/not the ARN/)
    const stranger = farVault.replace(/\d{12}/, '999900001111')
    expect(() => twoRegions({ rule: { CopyActions: [{ DestinationBackupVaultArn: stranger }] } })).toThrow(/account/)
  })

  test('lets no backup of the resource begin while it runs', async () => {
    const rule = { ScheduleExpression: 'cron(0 * ? * * *)', Lifecycle: { DeleteAfterDays: 2 } }
    const { clock, home, lifecycle } = twoRegions({ rule, types: ['Aurora'] })
    lifecycle.override({ transition: 'backup.copy.running', seconds: 3 * 3600 })
    for (let at = five; at < five + day; at += 10 * minute) {
      await clock.run(at)
      const running = [...home.backup.jobs(), ...home.backup.copyJobs()].filter(({ state }) => state === 'RUNNING')
      expect(running.length).toBeLessThanOrEqual(1)
    }
    expect(home.backup.copyJobs().filter(({ state }) => state === 'COMPLETED').length).toBeGreaterThan(3)
  })
})

describe('a copy is good for a restore where it lies:', () => {
  test('an Aurora cluster comes back in the other region, from there alone', async () => {
    const world = await morningAfter()
    const { clients, settle, clock, job, cloud, farKey, far } = world
    cloud.dark.add(east)
    const RecoveryPointArn = job('Aurora').made?.arn ?? ''
    const asked = { BackupVaultName: 'far', RecoveryPointArn }
    const { RestoreMetadata } = await settle(clients[west].send(new GetRecoveryPointRestoreMetadataCommand(asked)))
    // It goes on naming the source's network and key.
    expect(RestoreMetadata).toMatchObject({ DBSubnetGroupName: `${east}-database`, KmsKeyId: world.storage })
    const Metadata = {
      DBClusterIdentifier: 'recovered',
      Engine: 'aurora-mysql',
      DBSubnetGroupName: `${west}-database`,
      VpcSecurityGroupIds: '["sg-database"]',
      KmsKeyId: farKey,
    }
    await settle(clients[west].send(new StartRestoreJobCommand({ RecoveryPointArn, IamRoleArn: roleArn, Metadata })))
    await clock.run(clock.now() + 2 * hour)
    expect(far.backup.restoreJobs()).toMatchObject([{ status: 'COMPLETED' }])
    expect(far.rds.database('recovered').administer('SELECT COUNT(*) FROM wp_posts').rows).toEqual([[0]])
  })

  test('a volume’s copy is a snapshot of EC2 there, and the content of a file system travels with its point', async () => {
    const { job, far, home } = await morningAfter()
    const id = job('EBS').made?.arn.split('/').at(-1) ?? ''
    expect(far.ec2.snapshot(id)).toMatchObject({ state: 'completed', encrypted: true, size: 10 })
    expect(home.ec2.snapshot(id)).toBeUndefined()
    expect(job('EFS').made?.snapshot.content).toBe('files of that night')
  })

  test('an unencrypted cluster stays unencrypted, an unencrypted volume does not', async () => {
    const { job, farKey, far } = await morningAfter({ unencrypted: true })
    expect(job('Aurora').made?.keyArn).toBeUndefined()
    expect(far.rds.snapshot(job('Aurora').made?.arn ?? '')?.kmsKeyArn).toBeUndefined()
    expect(job('EBS').made?.keyArn).toBe(farKey)
  })
})
