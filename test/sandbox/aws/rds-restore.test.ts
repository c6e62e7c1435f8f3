// Restores of simulated RDS clusters to a point in time: AWS’s defaults, what is refused, and how one may end.
import type * as Api from '@aws-sdk/client-rds'
import { describe, expect, test } from '@jest/globals'
import { key, likeProduction, member, minute, production, refused, restore, start, world } from './rds-world.ts'

describe('a restore to a point in time', () => {
  test('has the rows and passwords of the moment, and leaves the source as it was', async () => {
    const it = world()
    const application = it.rds.connect(it.endpoints.writer, { user: 'wordpress', password: 'first' })
    await it.shift(30)
    application.execute("INSERT INTO wp_posts (title) VALUES ('kept')")
    await it.shift(10)
    application.execute("UPDATE wp_posts SET title = 'hacked'")
    it.database.administer("ALTER USER 'wordpress'@'%' IDENTIFIED BY 'second'")
    await it.shift(80)
    const before = await it.cluster(production)
    await restore(it, likeProduction)
    await it.shift(40)
    await it.run('CreateDBInstance', member)
    await it.shift(30)
    const host = (await it.cluster('restored')).Endpoint ?? ''
    const session = it.rds.connect(host, { user: 'wordpress', password: 'first' })
    expect(session.execute('SELECT title FROM wp_posts').rows).toEqual([['kept']])
    expect(() => it.rds.connect(host, { user: 'wordpress', password: 'second' })).toThrow(
      /Access denied for user 'wordpress'/,
    )
    const { LatestRestorableTime: _, ...after } = await it.cluster(production)
    expect(before).toMatchObject(after)
    expect(application.execute('SELECT title FROM wp_posts').rows).toEqual([['hacked']])
  })

  test('gives AWS defaults for everything the request leaves out, not copies of the source', async () => {
    const it = world()
    await it.shift(120)
    await restore(it)
    await it.shift(1)
    const [source, restored] = [await it.cluster(production), await it.cluster('restored')]
    const facts = (cluster: Api.DBCluster) => ({
      cluster: cluster.DBClusterParameterGroup,
      subnets: cluster.DBSubnetGroup,
      guards: cluster.VpcSecurityGroups?.map(group => group.VpcSecurityGroupId),
      protected: cluster.DeletionProtection,
      logs: cluster.EnabledCloudwatchLogsExports,
      iam: cluster.IAMDatabaseAuthenticationEnabled,
      dataApi: cluster.HttpEndpointEnabled,
      roles: cluster.AssociatedRoles?.length,
      storage: cluster.StorageType,
      scaling: cluster.ServerlessV2ScalingConfiguration,
      copiesTags: cluster.CopyTagsToSnapshot,
      support: cluster.EngineLifecycleSupport,
      members: cluster.DBClusterMembers?.length,
    })
    expect(facts(source)).toEqual({
      cluster: 'wordpress-prod-cluster',
      subnets: 'wordpress-prod',
      guards: ['sg-database'],
      protected: true,
      logs: ['audit', 'error', 'slowquery'],
      iam: true,
      dataApi: true,
      roles: 1,
      storage: 'aurora-iopt1',
      scaling: { MinCapacity: 1, MaxCapacity: 32 },
      copiesTags: true,
      support: 'open-source-rds-extended-support-disabled',
      members: 2,
    })
    expect(facts(restored)).toEqual({
      cluster: 'default.aurora-mysql8.0',
      subnets: 'default',
      guards: ['sg-default'],
      protected: false,
      logs: undefined,
      iam: false,
      dataApi: false,
      roles: 0,
      storage: 'aurora',
      scaling: undefined,
      copiesTags: false,
      support: 'open-source-rds-extended-support',
      members: 0,
    })
    const carried = (cluster: Api.DBCluster) => [
      cluster.KmsKeyId,
      cluster.MasterUsername,
      cluster.BackupRetentionPeriod,
      cluster.EngineVersion,
      cluster.TagList,
    ]
    expect(carried(restored)).toEqual(carried(source))
    expect(restored.PreferredBackupWindow).not.toBe(source.PreferredBackupWindow)
  })

  test('keeps the scaling of its source only where the open question is answered so', async () => {
    const it = world({ pitrKeepsScaling: true })
    await it.shift(120)
    await restore(it)
    await it.shift(1)
    expect((await it.cluster('restored')).ServerlessV2ScalingConfiguration).toEqual({ MinCapacity: 1, MaxCapacity: 32 })
  })

  test('shows itself only after some seconds, has host names at once, and no restorable time until it is done', async () => {
    const it = world()
    await it.shift(120)
    const { DBCluster: answer } = await restore(it)
    expect(answer).toMatchObject({
      Status: 'creating',
      Endpoint: expect.stringMatching(/^restored\.cluster-c\w{11}\.us-east-1\.rds\.amazonaws\.com$/),
    })
    expect(await refused(it.cluster('restored'))).toBe('DBClusterNotFoundFault')
    expect(await refused(restore(it))).toBe('DBClusterAlreadyExistsFault')
    await it.shift(1)
    expect(await it.cluster('RESTORED')).toMatchObject({ Status: 'creating', LatestRestorableTime: undefined })
    await it.shift(40)
    const ready = await it.cluster('restored')
    expect(ready.Status).toBe('available')
    expect(ready.LatestRestorableTime?.getTime()).toBeGreaterThanOrEqual(
      ready.EarliestRestorableTime?.getTime() ?? Number.NaN,
    )
    expect(ready.EarliestRestorableTime?.getTime()).toBeGreaterThan(start + 120 * minute)
  })

  test('stays within the restorable window, which ends up to five minutes ago', async () => {
    const it = world()
    await it.shift(120)
    const { EarliestRestorableTime: earliest, LatestRestorableTime: latest } = await it.cluster(production)
    expect(earliest).toEqual(new Date(start))
    const lag = it.clock.now() - (latest?.getTime() ?? 0)
    expect(lag).toBeGreaterThanOrEqual(2 * minute)
    expect(lag).toBeLessThanOrEqual(5 * minute + 1000)
    expect(await refused(restore(it, { RestoreToTime: new Date(it.clock.now() - 60_000) }))).toBe(
      'InvalidParameterValue',
    )
    expect(await refused(restore(it, { RestoreToTime: new Date(start - 1000) }))).toBe('InvalidParameterValue')
    expect(await refused(restore(it, { RestoreToTime: latest }))).toBe('accepted')
  })

  test.each<[string, string, Partial<Api.RestoreDBClusterToPointInTimeMessage>]>([
    ['both time selectors', 'InvalidParameterCombination', { UseLatestRestorableTime: true }],
    ['neither time selector', 'InvalidParameterCombination', { RestoreToTime: undefined }],
    ['a clone of the past', 'InvalidParameterCombination', { RestoreType: 'copy-on-write' }],
    ['both source selectors', 'InvalidParameterCombination', { SourceDbClusterResourceId: 'cluster-X' }],
    ['an unknown source', 'DBClusterNotFoundFault', { SourceDBClusterIdentifier: 'nobody' }],
    [
      'a deleted source without backups',
      'DBClusterAutomatedBackupNotFoundFault',
      { SourceDBClusterIdentifier: undefined, SourceDbClusterResourceId: 'cluster-GONE' },
    ],
    ['a bad name', 'InvalidParameterValue', { DBClusterIdentifier: 'two--hyphens' }],
    [
      'the name of a cluster that exists',
      'DBClusterAlreadyExistsFault',
      { DBClusterIdentifier: 'WordPress-Prod-Aurora' },
    ],
    ['an unknown parameter group', 'DBClusterParameterGroupNotFoundFault', { DBClusterParameterGroupName: 'none' }],
    ["another engine's parameter group", 'InvalidParameterCombination', { DBClusterParameterGroupName: 'old-engine' }],
    ['an unknown subnet group', 'DBSubnetGroupNotFoundFault', { DBSubnetGroupName: 'none' }],
    ['a security group of another VPC', 'InvalidParameterCombination', { VpcSecurityGroupIds: ['sg-drill'] }],
    ['an unknown security group', 'InvalidParameterValue', { VpcSecurityGroupIds: ['sg-none'] }],
    ['a key of another region', 'KMSKeyNotAccessibleFault', { KmsKeyId: key.replace('us-east-1', 'us-west-2') }],
    ['a disabled key', 'KMSKeyNotAccessibleFault', { KmsKeyId: key.replace('5f0e', 'dead') }],
    ['an unknown log type', 'InvalidParameterCombination', { EnableCloudwatchLogsExports: ['everything'] }],
    ['Performance Insights', 'InvalidParameterCombination', { EnablePerformanceInsights: true }],
    [
      'a scaling range upside down',
      'InvalidParameterValue',
      { ServerlessV2ScalingConfiguration: { MinCapacity: 8, MaxCapacity: 2 } },
    ],
    ['a domain, which is not simulated', 'NotSimulated', { Domain: 'd-1' }],
  ])('refuses %s with %s', async (_, name, more) => {
    const it = world({ kmsKeyUsable: arn => arn === key })
    await it.shift(120)
    expect(await refused(restore(it, more))).toBe(name)
  })

  test('fails without a default subnet group when none is named, and beyond the quota of clusters', async () => {
    const bare = world({ defaultSubnets: false })
    await bare.shift(120)
    expect(await refused(restore(bare))).toBe('InvalidSubnet')
    const full = world({ quotas: { clusters: 1, instances: 2 } })
    await full.shift(120)
    expect(await refused(restore(full))).toBe('DBClusterQuotaExceededFault')
    const { AccountQuotas: quotas } = await full.run<object, Api.AccountAttributesMessage>(
      'DescribeAccountAttributes',
      {},
    )
    expect(quotas?.slice(0, 2)).toEqual([
      { AccountQuotaName: 'DBClusters', Used: 1, Max: 1 },
      { AccountQuotaName: 'DBInstances', Used: 2, Max: 2 },
    ])
  })

  test.each(['incompatible-restore', 'failed', 'inaccessible-encryption-credentials'])(
    'may end %s, and can then be deleted',
    async outcome => {
      const it = world()
      it.lifecycle.override({ transition: 'rds.cluster.creating', resource: 'restored', outcome })
      await it.shift(120)
      await restore(it)
      await it.shift(40)
      expect((await it.cluster('restored')).Status).toBe(outcome)
      expect(await refused(it.run('CreateDBInstance', member))).toBe('InvalidDBClusterStateFault')
      await it.run('DeleteDBCluster', { DBClusterIdentifier: 'restored', SkipFinalSnapshot: true })
      await it.shift(10)
      expect(await refused(it.cluster('restored'))).toBe('DBClusterNotFoundFault')
    },
  )

  test('may be stuck for ever', async () => {
    const it = world()
    it.lifecycle.override({ transition: 'rds.cluster.creating', resource: 'restored', outcome: 'stuck' })
    await it.shift(120)
    await restore(it)
    await it.shift(600)
    expect((await it.cluster('restored')).Status).toBe('creating')
  })

  test('a clone takes the current data, in a clone group', async () => {
    const it = world()
    await it.shift(120)
    it.database.administer("INSERT INTO wp_posts (title) VALUES ('newest')")
    await restore(it, { RestoreToTime: undefined, UseLatestRestorableTime: true, RestoreType: 'copy-on-write' })
    await restore(it, { DBClusterIdentifier: 'full', RestoreToTime: undefined, UseLatestRestorableTime: true })
    await it.shift(1)
    const rows = (id: string) => it.rds.database(id).administer('SELECT title FROM wp_posts').rows.flat()
    expect([rows('restored'), rows('full')]).toEqual([['newest'], []])
    expect((await it.cluster('restored')).CloneGroupId).toBe((await it.cluster(production)).DbClusterResourceId)
  })
})
