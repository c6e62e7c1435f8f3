// Instances of simulated RDS clusters: a cluster without one answers nobody, and AWS refuses to create some.
import type * as Api from '@aws-sdk/client-rds'
import { describe, expect, test } from '@jest/globals'
import { account, likeProduction, member, production, refused, restore, world } from './rds-world.ts'

const serverless = { ServerlessV2ScalingConfiguration: { MinCapacity: 1, MaxCapacity: 8 } }

describe('the instances of a restored cluster', () => {
  async function restored(more: Partial<Api.RestoreDBClusterToPointInTimeMessage> = {}) {
    const it = world()
    await it.shift(120)
    await restore(it, { ...likeProduction, ...more })
    await it.shift(40)
    return { ...it, host: (await it.cluster('restored')).Endpoint ?? '' }
  }
  const login = { user: 'wordpress', password: 'first' }

  test('can be created only once the cluster is available', async () => {
    const it = world()
    await it.shift(120)
    await restore(it)
    await it.shift(1)
    expect(await refused(it.run('CreateDBInstance', member))).toBe('InvalidDBClusterStateFault')
  })

  test('make the endpoint answer: without an available writer every connection fails', async () => {
    const it = await restored()
    expect(() => it.rds.connect(it.host, login)).toThrow(/ENOTFOUND/)
    await it.run('CreateDBInstance', member)
    expect(await refused(it.instance('restored-1'))).toBe('DBInstanceNotFoundFault')
    await it.shift(1)
    expect(await it.instance('restored-1')).toMatchObject({ DBInstanceStatus: 'creating', Endpoint: undefined })
    expect(() => it.rds.connect(it.host, login)).toThrow(/ECONNREFUSED.*creating/)
    await it.shift(20)
    expect(it.rds.connect(it.host, login).execute('SELECT 1').rows).toEqual([[1]])
    expect((await it.cluster('restored')).DBClusterMembers).toEqual([
      {
        DBInstanceIdentifier: 'restored-1',
        IsClusterWriter: true,
        DBClusterParameterGroupStatus: 'in-sync',
        PromotionTier: 1,
      },
    ])
    expect(await it.instance('restored-1')).toMatchObject({
      DBParameterGroups: [{ DBParameterGroupName: 'default.aurora-mysql8.0', ParameterApplyStatus: 'in-sync' }],
      MonitoringInterval: 0,
      PerformanceInsightsEnabled: false,
    })
  })

  test('behind the default security group nobody gets through', async () => {
    const it = await restored({ VpcSecurityGroupIds: undefined })
    await it.run('CreateDBInstance', member)
    await it.shift(20)
    expect(() => it.rds.connect(it.host, login)).toThrow(/ETIMEDOUT.*default security group/)
  })

  test('of class db.serverless need a scaling configuration on the cluster', async () => {
    const it = await restored()
    const request = { ...member, DBInstanceClass: 'db.serverless' }
    expect(await refused(it.run('CreateDBInstance', request))).toBe('InvalidDBClusterStateFault')
    await it.run('ModifyDBCluster', { DBClusterIdentifier: 'restored', ...serverless })
    await it.shift(3)
    expect(await refused(it.run('CreateDBInstance', request))).toBe('accepted')
  })

  test.each<[string, string, Partial<Api.CreateDBInstanceMessage>]>([
    ['a master user', 'InvalidParameterCombination', { MasterUsername: 'admin' }],
    ['security groups', 'InvalidParameterCombination', { VpcSecurityGroupIds: ['sg-database'] }],
    ['another engine', 'InvalidParameterCombination', { Engine: 'mysql' }],
    ['a name in use', 'DBInstanceAlreadyExistsFault', { DBInstanceIdentifier: 'WordPress-Prod-1' }],
    ['an unknown cluster', 'DBClusterNotFoundFault', { DBClusterIdentifier: 'none' }],
    ['an unknown parameter group', 'DBParameterGroupNotFoundFault', { DBParameterGroupName: 'none' }],
    ['a zone without subnet', 'InvalidParameterValue', { AvailabilityZone: 'us-east-1f' }],
    ['an unknown class', 'InvalidParameterValue', { DBInstanceClass: 'large' }],
    ['a class that is not offered for it', 'InvalidParameterCombination', { DBInstanceClass: 'db.r3.large' }],
    ['monitoring without a role', 'InvalidParameterCombination', { MonitoringInterval: 60 }],
    [
      'a role that does not trust the monitoring service',
      'InvalidParameterValue',
      { MonitoringInterval: 60, MonitoringRoleArn: `arn:aws:iam::${account}:role/stranger` },
    ],
    ['no cluster at all, which is not simulated', 'NotSimulated', { DBClusterIdentifier: undefined }],
  ])('are refused with %s', async (_, name, more) => {
    const it = world({ roleTrusts: role => role.endsWith('/rds-monitoring') })
    const request = { ...member, DBClusterIdentifier: production, ...more }
    expect(
      await refused(it.run('CreateDBInstance', 'DBClusterIdentifier' in more ? { ...member, ...more } : request)),
    ).toBe(name)
  })

  test('may lack capacity in one zone or in all', async () => {
    const it = await restored()
    it.rds.exhaust('db.r6g.large', 'us-east-1a')
    expect(await refused(it.run('CreateDBInstance', { ...member, AvailabilityZone: 'us-east-1a' }))).toBe(
      'InsufficientDBInstanceCapacityFault',
    )
    const { DBInstance } = await it.run<object, Api.CreateDBInstanceResult>('CreateDBInstance', member)
    expect(DBInstance?.AvailabilityZone).toBe('us-east-1b')
    it.rds.exhaust('db.r6g.large')
    expect(await refused(it.run('CreateDBInstance', { ...member, DBInstanceIdentifier: 'restored-2' }))).toBe(
      'InsufficientDBInstanceCapacityFault',
    )
  })

  test('may flap: available, then a minute of monitoring set-up, then available for good', async () => {
    const it = await restored()
    it.lifecycle.override({
      transition: 'rds.instance.creating',
      resource: 'restored-1',
      outcome: 'flap',
      seconds: 300,
    })
    await it.run('CreateDBInstance', member)
    const seen: (string | undefined)[] = []
    for (let step = 0; step < 40; step++) {
      await it.shift(1 / 6)
      seen.push(await it.instance('restored-1').then(each => each.DBInstanceStatus))
    }
    expect(seen.filter((status, index) => status !== seen[index - 1])).toEqual([
      'creating',
      'available',
      'configuring-enhanced-monitoring',
      'available',
    ])
    expect(seen.filter(status => status === 'configuring-enhanced-monitoring')).toHaveLength(6)
  })

  test('a session ends when its instance reboots, and readers refuse writes', async () => {
    const it = world()
    const session = it.rds.connect(it.endpoints.writer, login)
    const reader = it.rds.connect(it.endpoints.reader, login)
    expect(() => reader.execute("INSERT INTO wp_posts (title) VALUES ('x')")).toThrow(/read-only/)
    await it.run('RebootDBInstance', { DBInstanceIdentifier: 'wordpress-prod-1' })
    expect(() => session.execute('SELECT 1')).toThrow(/Lost connection/)
    await it.shift(3)
    expect(it.rds.connect(it.endpoints.writer, login).execute('SELECT 1').rows).toEqual([[1]])
  })

  test('when the writer is deleted, the reader takes over', async () => {
    const it = world()
    await it.run('DeleteDBInstance', { DBInstanceIdentifier: 'wordpress-prod-1' })
    await it.shift(10)
    expect(await refused(it.instance('wordpress-prod-1'))).toBe('DBInstanceNotFoundFault')
    expect((await it.cluster(production)).DBClusterMembers).toMatchObject([
      { DBInstanceIdentifier: 'wordpress-prod-2', IsClusterWriter: true },
    ])
    it.rds.connect(it.endpoints.writer, login).execute("INSERT INTO wp_posts (title) VALUES ('x')")
  })
})
