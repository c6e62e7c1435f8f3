// Snapshots of simulated RDS clusters: their data, their restores, and those of AWS Backup.
import type * as Api from '@aws-sdk/client-rds'
import { describe, expect, test } from '@jest/globals'
import { Rds } from '../../../sandbox/aws/rds/index.ts'
import { chanceFrom } from '../../../sandbox/chance.ts'
import { account, key, production, refused, vpcs, type World, world } from './rds-world.ts'

describe('snapshots', () => {
  test('hold the data of their moment; a restore takes the default engine version, the old port and no tags', async () => {
    const it = world()
    await it.run('CreateDBClusterSnapshot', { DBClusterIdentifier: production, DBClusterSnapshotIdentifier: 'before' })
    const request = { DBClusterIdentifier: 'restored', SnapshotIdentifier: 'before', Engine: 'aurora-mysql' }
    expect(await refused(it.run('RestoreDBClusterFromSnapshot', request))).toBe('InvalidDBClusterSnapshotStateFault')
    it.database.administer("INSERT INTO wp_posts (title) VALUES ('later')")
    await it.shift(20)
    expect(
      await refused(
        it.run('CreateDBClusterSnapshot', { DBClusterIdentifier: production, DBClusterSnapshotIdentifier: 'before' }),
      ),
    ).toBe('DBClusterSnapshotAlreadyExistsFault')
    await it.run('RestoreDBClusterFromSnapshot', request)
    await it.shift(1)
    expect(await it.cluster('restored')).toMatchObject({
      EngineVersion: '8.0.mysql_aurora.3.10.1',
      Port: 3306,
      TagList: [],
      DeletionProtection: false,
    })
    expect((await it.cluster(production)).EngineVersion).toBe('8.0.mysql_aurora.3.08.2')
    expect(it.rds.database('restored').administer('SELECT COUNT(*) FROM wp_posts').rows).toEqual([[0]])
    expect(
      await refused(
        it.run('RestoreDBClusterFromSnapshot', { ...request, DBClusterIdentifier: 'x', SnapshotIdentifier: 'none' }),
      ),
    ).toBe('DBClusterSnapshotNotFoundFault')
  })

  test("AWS Backup's are found by recovery point ARN, listed only when asked for, and copied with a key of the region", async () => {
    const it = world()
    const arn = `arn:aws:rds:us-east-1:${account}:cluster-snapshot:awsbackup:job-0a1b`
    it.rds.takeSnapshot(production, { id: 'awsbackup:job-0a1b', arn })
    await it.shift(20)
    const list = async (input: object) =>
      (await it.run<object, Api.DBClusterSnapshotMessage>('DescribeDBClusterSnapshots', input)).DBClusterSnapshots
        ?.length
    expect([await list({}), await list({ SnapshotType: 'awsbackup' })]).toEqual([0, 1])
    const west = new Rds(
      { ...surroundingsOf(it), region: 'us-west-2' },
      { vpcs, kmsKeyUsable: each => each.includes('us-west-2') },
    )
    const original = it.rds.snapshot(arn)
    if (!original) throw new Error('no snapshot')
    expect(() => west.importSnapshot(original, { id: 'copy', arn: 'copy', kmsKeyArn: key })).toThrow(/KMS key/)
    expect(
      west.importSnapshot(original, { id: 'copy', arn: 'copy', kmsKeyArn: key.replace('us-east-1', 'us-west-2') })
        .status,
    ).toBe('available')
  })

  function surroundingsOf({ clock, lifecycle }: World) {
    return { region: 'us-east-1', accountId: account, clock, chance: chanceFrom('west'), lifecycle }
  }
})
