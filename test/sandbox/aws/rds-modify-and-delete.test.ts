// Simulated RDS clusters and instances are modified after a while, and deleted with or without their backups.
import type * as Api from '@aws-sdk/client-rds'
import { describe, expect, test } from '@jest/globals'
import { minute, production, refused, restore, start, world } from './rds-world.ts'

describe('modifying', () => {
  test('a new parameter group waits for the reboot of each member', async () => {
    const it = world()
    it.rds.seedParameterGroup({ kind: 'cluster-pg', name: 'other' })
    await it.run('ModifyDBCluster', { DBClusterIdentifier: production, DBClusterParameterGroupName: 'other' })
    await it.shift(3)
    const statuses = async () =>
      (await it.cluster(production)).DBClusterMembers?.map(each => each.DBClusterParameterGroupStatus)
    expect(await statuses()).toEqual(['pending-reboot', 'pending-reboot'])
    await it.run('RebootDBInstance', { DBInstanceIdentifier: 'wordpress-prod-1' })
    await it.shift(3)
    expect(await statuses()).toEqual(['in-sync', 'pending-reboot'])
  })

  test('the master password is reset after a while, during which the cluster first still says available', async () => {
    const it = world()
    await it.run('ModifyDBCluster', { DBClusterIdentifier: production, MasterUserPassword: "new'pass\\word" })
    expect(await it.cluster(production)).toMatchObject({
      Status: 'available',
      PendingModifiedValues: { MasterUserPassword: '****' },
    })
    await it.shift(0.1)
    expect((await it.cluster(production)).Status).toBe('resetting-master-credentials')
    expect(
      await refused(it.run('ModifyDBCluster', { DBClusterIdentifier: production, DeletionProtection: false })),
    ).toBe('InvalidDBClusterStateFault')
    it.rds.connect(it.endpoints.writer, { user: 'admin', password: 'master secret' })
    await it.shift(3)
    expect(await it.cluster(production)).toMatchObject({ Status: 'available', PendingModifiedValues: undefined })
    it.rds.connect(it.endpoints.writer, { user: 'admin', password: "new'pass\\word" })
    it.rds.connect(it.endpoints.writer, { user: 'wordpress', password: 'first' })
    expect(() => it.rds.connect(it.endpoints.writer, { user: 'admin', password: 'master secret' })).toThrow(
      /Access denied/,
    )
  })

  test('a new name changes the host names', async () => {
    const it = world()
    await it.run('ModifyDBCluster', {
      DBClusterIdentifier: production,
      NewDBClusterIdentifier: 'Retired',
      ApplyImmediately: true,
    })
    await it.shift(5)
    expect(await refused(it.cluster(production))).toBe('DBClusterNotFoundFault')
    expect(await it.cluster('retired')).toMatchObject({ Status: 'available', DBClusterIdentifier: 'retired' })
    expect(() => it.rds.connect(it.endpoints.writer, { user: 'wordpress', password: 'first' })).toThrow(/ENOTFOUND/)
  })

  test.each<[string, string, Partial<Api.ModifyDBClusterMessage>]>([
    ['a weak password', 'InvalidParameterValue', { MasterUserPassword: 'short' }],
    ['backtrack on a cluster made without it', 'InvalidParameterCombination', { BacktrackWindow: 3600 }],
    ['the Data API, which has its own operation', 'InvalidParameterCombination', { EnableHttpEndpoint: true }],
    ['an engine version, which is not simulated', 'NotSimulated', { EngineVersion: '8.0.mysql_aurora.3.10.1' }],
    ['a managed master password, which is not simulated', 'NotSimulated', { ManageMasterUserPassword: true }],
  ])('refuses %s', async (_, name, more) => {
    expect(await refused(world().run('ModifyDBCluster', { DBClusterIdentifier: production, ...more }))).toBe(name)
  })

  test('an instance takes monitoring, insights and a parameter group', async () => {
    const it = world()
    it.rds.seedParameterGroup({ kind: 'pg', name: 'other' })
    await it.run('ModifyDBInstance', {
      DBInstanceIdentifier: 'wordpress-prod-2',
      DBParameterGroupName: 'other',
      MonitoringInterval: 0,
      PromotionTier: 5,
      EnablePerformanceInsights: false,
    })
    expect((await it.instance('wordpress-prod-2')).DBInstanceStatus).toBe('configuring-enhanced-monitoring')
    await it.shift(3)
    expect(await it.instance('wordpress-prod-2')).toMatchObject({
      DBInstanceStatus: 'available',
      MonitoringInterval: 0,
      PromotionTier: 5,
      PerformanceInsightsEnabled: false,
      DBParameterGroups: [{ DBParameterGroupName: 'other', ParameterApplyStatus: 'pending-reboot' }],
    })
  })
})

describe('deleting a cluster', () => {
  const request = { DBClusterIdentifier: production, SkipFinalSnapshot: true }

  test('takes the guards off one by one, and its backups go with it', async () => {
    const it = world()
    await it.shift(120)
    expect(await refused(it.run('DeleteDBCluster', request))).toBe('InvalidParameterCombination')
    await it.run('ModifyDBCluster', { DBClusterIdentifier: production, DeletionProtection: false })
    expect(await refused(it.run('DeleteDBCluster', request))).toBe('InvalidDBClusterStateFault')
    for (const id of ['wordpress-prod-1', 'wordpress-prod-2'])
      await it.run('DeleteDBInstance', { DBInstanceIdentifier: id })
    expect(await refused(it.run('DeleteDBInstance', { DBInstanceIdentifier: 'wordpress-prod-1' }))).toBe(
      'InvalidDBInstanceStateFault',
    )
    expect(await refused(it.run('DeleteDBCluster', { DBClusterIdentifier: production }))).toBe(
      'InvalidParameterCombination',
    )
    const { DbClusterResourceId: id } = await it.cluster(production)
    await it.run('DeleteDBCluster', request)
    await it.shift(15)
    expect(await refused(it.cluster(production))).toBe('DBClusterNotFoundFault')
    expect(await refused(restore(it, { SourceDBClusterIdentifier: undefined, SourceDbClusterResourceId: id }))).toBe(
      'DBClusterAutomatedBackupNotFoundFault',
    )
  })

  test('keeps its backups when told so, restorable by resource id only, and a final snapshot', async () => {
    const it = world()
    await it.shift(40)
    it.database.administer("INSERT INTO wp_posts (title) VALUES ('last words')")
    await it.shift(80)
    await it.run('ModifyDBCluster', { DBClusterIdentifier: production, DeletionProtection: false })
    for (const id of ['wordpress-prod-1', 'wordpress-prod-2'])
      await it.run('DeleteDBInstance', { DBInstanceIdentifier: id })
    const { DbClusterResourceId: id } = await it.cluster(production)
    await it.run('DeleteDBCluster', {
      DBClusterIdentifier: production,
      FinalDBSnapshotIdentifier: 'final',
      DeleteAutomatedBackups: false,
    })
    await it.shift(30)
    expect(await refused(restore(it))).toBe('DBClusterNotFoundFault')
    await restore(it, {
      SourceDBClusterIdentifier: undefined,
      SourceDbClusterResourceId: id,
      RestoreToTime: new Date(start + 50 * minute),
    })
    await it.run('RestoreDBClusterFromSnapshot', {
      DBClusterIdentifier: 'from-final',
      SnapshotIdentifier: 'final',
      Engine: 'aurora-mysql',
    })
    await it.shift(1)
    for (const each of ['restored', 'from-final']) {
      expect(it.rds.database(each).administer('SELECT title FROM wp_posts').rows).toEqual([['last words']])
    }
    expect((await it.cluster('restored')).TagList).toEqual([])
  })
})
