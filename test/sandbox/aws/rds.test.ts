// Simulated RDS and its Data API: restores that give AWS's defaults, clusters without instances, and what AWS refuses.

import * as Api from '@aws-sdk/client-rds'
import {
  ExecuteStatementCommand,
  type ExecuteStatementRequest,
  type ExecuteStatementResponse,
  RDSDataClient,
} from '@aws-sdk/client-rds-data'
import { describe, expect, test } from '@jest/globals'
import { clientFor } from '../../../lambdas/gateways/clients.ts'
import { Iam } from '../../../sandbox/aws/iam/iam.ts'
import { type Options, Rds } from '../../../sandbox/aws/rds/index.ts'
import { RdsData, statementTimeout } from '../../../sandbox/aws/rds-data/index.ts'
import type { Call, Operation } from '../../../sandbox/aws/service.ts'
import { frontDoor } from '../../../sandbox/aws/wire/front-door.ts'
import { transport } from '../../../sandbox/aws/wire/transport.ts'
import { chanceFrom } from '../../../sandbox/chance.ts'
import { VirtualClock } from '../../../sandbox/clock.ts'
import { Lifecycle } from '../../../sandbox/lifecycle.ts'
import { createDatabase } from '../../../sandbox/world/database/sqlite-database.ts'

const start = Date.UTC(2026, 10, 22, 6)
const minute = 60_000
const account = '111122223333'
const key = 'arn:aws:kms:us-east-1:111122223333:key/5f0e7a52-7c1d-4d0a-9f51-1d1f0c6a2b01'
const production = 'wordpress-prod-aurora'
const sourceArn = `arn:aws:rds:us-east-1:${account}:cluster:${production}`
const restoredArn = `arn:aws:rds:us-east-1:${account}:cluster:restored`
const readerSecret = `arn:aws:secretsmanager:us-east-1:${account}:secret:wordpress-prod/database-reader-AbCdEf`

const call: Call = {
  region: 'us-east-1',
  caller: { roleArn: `arn:aws:iam::${account}:role/muster`, accountId: account },
  requestId: 'r-1',
  operation: 'rds:Test',
}

const vpcs = [
  { id: 'vpc-prod', defaultSecurityGroup: 'sg-default', securityGroups: ['sg-database'] },
  { id: 'vpc-drill', defaultSecurityGroup: 'sg-drill-default', securityGroups: ['sg-drill'] },
]

function world(options: Options & { readonly defaultSubnets?: boolean; readonly seed?: string } = {}) {
  const clock = new VirtualClock(start)
  const chance = chanceFrom(options.seed ?? 'rds')
  const lifecycle = new Lifecycle(clock, chance)
  const rds = new Rds({ region: 'us-east-1', accountId: account, clock, chance, lifecycle }, { vpcs, ...options })
  const zones = ['us-east-1a', 'us-east-1b']
  const subnets = (vpc: string) => zones.map(zone => ({ id: `subnet-${vpc}-${zone}`, zone }))
  rds.seedSubnetGroup({ name: 'wordpress-prod', vpcId: 'vpc-prod', subnets: subnets('prod') })
  if (options.defaultSubnets ?? true)
    rds.seedSubnetGroup({ name: 'default', vpcId: 'vpc-prod', subnets: subnets('default') })
  rds.seedParameterGroup({
    kind: 'cluster-pg',
    name: 'wordpress-prod-cluster',
    parameters: { character_set_server: 'utf8mb4' },
  })
  rds.seedParameterGroup({ kind: 'pg', name: 'wordpress-prod-instance' })
  rds.seedParameterGroup({ kind: 'cluster-pg', name: 'old-engine', family: 'aurora-mysql5.7' })
  const database = createDatabase({
    schema: 'wordpress',
    now: () => clock.now(),
    master: { user: 'admin', password: 'master secret' },
    setup: session => {
      session.execute('CREATE TABLE wp_posts (ID bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, title text NOT NULL)')
      session.execute("CREATE USER 'wordpress'@'%' IDENTIFIED BY 'first'")
      session.execute("GRANT ALL ON wordpress.* TO 'wordpress'@'%'")
      session.execute("CREATE USER 'reader'@'%' IDENTIFIED BY 'looks'")
      session.execute("GRANT SELECT ON wordpress.* TO 'reader'@'%'")
    },
  })
  const endpoints = rds.seedCluster({
    id: production,
    database,
    masterUser: 'admin',
    subnetGroup: 'wordpress-prod',
    securityGroups: ['sg-database'],
    parameterGroup: 'wordpress-prod-cluster',
    instanceParameterGroup: 'wordpress-prod-instance',
    kmsKeyArn: key,
    instances: [{ id: 'wordpress-prod-1' }, { id: 'wordpress-prod-2' }],
    tags: [{ Key: 'Environment', Value: 'prod' }],
    monitoringRole: `arn:aws:iam::${account}:role/rds-monitoring`,
    importRole: `arn:aws:iam::${account}:role/aurora-import`,
  })
  return { clock, lifecycle, rds, database, endpoints, ...callers(rds), ...dataApi(rds), shift: shifter(clock) }
}

/** Moves time on by minutes. */
function shifter(clock: VirtualClock) {
  return (minutes: number) => clock.run(clock.now() + minutes * minute)
}

function callers(rds: Rds) {
  const run = async <In, Out>(name: string, input: In): Promise<Out> => {
    const operation = rds.service.operations[name] as Operation<In, Out>
    operation.needs(input, call)
    return operation.run(input, call)
  }
  const cluster = async (id: string) =>
    (await run<object, Api.DBClusterMessage>('DescribeDBClusters', { DBClusterIdentifier: id })).DBClusters?.[0] ?? {}
  const instance = async (id: string) =>
    (await run<object, Api.DBInstanceMessage>('DescribeDBInstances', { DBInstanceIdentifier: id })).DBInstances?.[0] ??
    {}
  const needs = (name: string, input: object) => {
    const operation = rds.service.operations[name] as Operation<object, object>
    return operation
      .needs(input, call)
      .map(each => `${each.action} ${each.resource.replace(/^arn:aws:\w+:[^:]*:\d+:/, '')}`)
  }
  return { run, cluster, instance, needs }
}

function dataApi(rds: Rds) {
  const state = { secret: { username: 'reader', password: 'looks' } as object, fault: false }
  const data = new RdsData({
    rds,
    secretValue: () => state.secret,
    statementFault: () => (state.fault ? statementTimeout() : undefined),
  })
  const execute = async (sql: string, more: Partial<ExecuteStatementRequest> = {}) => {
    const operation = data.service.operations.ExecuteStatement as Operation<
      ExecuteStatementRequest,
      ExecuteStatementResponse
    >
    return operation.run({ resourceArn: sourceArn, secretArn: readerSecret, sql, ...more }, call)
  }
  return { execute, secrets: state, data }
}

type World = ReturnType<typeof world>

/** A restore to 30 minutes after the start, asked for two hours after it. */
async function restore(it: World, more: Partial<Api.RestoreDBClusterToPointInTimeMessage> = {}) {
  return it.run<object, Api.RestoreDBClusterToPointInTimeResult>('RestoreDBClusterToPointInTime', {
    DBClusterIdentifier: 'restored',
    SourceDBClusterIdentifier: production,
    RestoreToTime: new Date(start + 30 * minute),
    ...more,
  })
}

const serverless = { ServerlessV2ScalingConfiguration: { MinCapacity: 1, MaxCapacity: 8 } }
const likeProduction = { DBSubnetGroupName: 'wordpress-prod', VpcSecurityGroupIds: ['sg-database'] }
const member = {
  DBInstanceIdentifier: 'restored-1',
  DBClusterIdentifier: 'restored',
  Engine: 'aurora-mysql',
  DBInstanceClass: 'db.r6g.large',
}

async function refused(work: Promise<unknown>): Promise<string> {
  try {
    await work
  } catch (error) {
    return (error as Error).name
  }
  return 'accepted'
}

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

describe('lists, tags and permissions', () => {
  test('pages may be as small as one item', async () => {
    const it = world({ pageSize: 1 })
    const ids: (string | undefined)[] = []
    let Marker: string | undefined
    do {
      const page: Api.DBInstanceMessage = await it.run('DescribeDBInstances', { Marker })
      ids.push(...(page.DBInstances ?? []).map(each => each.DBInstanceIdentifier))
      Marker = page.Marker
    } while (Marker !== undefined)
    expect(ids).toEqual(['wordpress-prod-1', 'wordpress-prod-2'])
    expect(await refused(it.run('DescribeDBInstances', { MaxRecords: 5 }))).toBe('InvalidParameterValue')
    expect(await refused(it.run('DescribeDBInstances', { Marker: 'forged' }))).toBe('InvalidParameterValue')
  })

  test('filters select, and unknown ones are refused', async () => {
    const it = world()
    const found: Api.DBInstanceMessage = await it.run('DescribeDBInstances', {
      Filters: [{ Name: 'db-cluster-id', Values: [production] }],
    })
    expect(found.DBInstances).toHaveLength(2)
    expect(await refused(it.run('DescribeDBInstances', { Filters: [{ Name: 'colour', Values: ['red'] }] }))).toBe(
      'InvalidParameterValue',
    )
  })

  test('tags are added, replaced, removed and listed by ARN', async () => {
    const it = world()
    await it.run('AddTagsToResource', {
      ResourceName: sourceArn,
      Tags: [
        { Key: 'run', Value: '1' },
        { Key: 'Environment', Value: 'test' },
      ],
    })
    await it.run('RemoveTagsFromResource', { ResourceName: sourceArn, TagKeys: ['run'] })
    const { TagList } = await it.run<object, Api.TagListMessage>('ListTagsForResource', { ResourceName: sourceArn })
    expect(TagList).toEqual([{ Key: 'Environment', Value: 'test' }])
    expect(
      await refused(it.run('AddTagsToResource', { ResourceName: sourceArn, Tags: [{ Key: 'aws:x', Value: '' }] })),
    ).toBe('InvalidParameterValue')
    expect(await refused(it.run('ListTagsForResource', { ResourceName: restoredArn }))).toBe('DBClusterNotFoundFault')
  })

  test('a restore needs permission on target, source, groups, tags and key', () => {
    const it = world()
    expect(
      it.needs('RestoreDBClusterToPointInTime', {
        DBClusterIdentifier: 'restored',
        SourceDBClusterIdentifier: production,
        Tags: [{ Key: 'run', Value: '1' }],
      }),
    ).toEqual([
      'rds:RestoreDBClusterToPointInTime cluster:restored',
      `rds:RestoreDBClusterToPointInTime cluster:${production}`,
      'rds:RestoreDBClusterToPointInTime cluster-pg:default.aurora-mysql8.0',
      'rds:RestoreDBClusterToPointInTime og:default:aurora-mysql-8-0',
      'rds:RestoreDBClusterToPointInTime subgrp:default',
      'rds:AddTagsToResource cluster:restored',
      'kms:DescribeKey key/5f0e7a52-7c1d-4d0a-9f51-1d1f0c6a2b01',
      'kms:CreateGrant key/5f0e7a52-7c1d-4d0a-9f51-1d1f0c6a2b01',
    ])
  })

  test('an instance with monitoring needs iam:PassRole to the monitoring service', () => {
    const it = world()
    const role = `arn:aws:iam::${account}:role/rds-monitoring`
    const operation = it.rds.service.operations.CreateDBInstance as Operation<object, object>
    const needs = operation.needs(
      { ...member, DBClusterIdentifier: production, MonitoringRoleArn: role, MonitoringInterval: 60 },
      call,
    )
    expect(needs).toContainEqual({
      action: 'iam:PassRole',
      resource: role,
      context: { 'iam:PassedToService': 'monitoring.rds.amazonaws.com' },
    })
    expect(needs.map(each => each.action)).toEqual([
      'rds:CreateDBInstance',
      'rds:CreateDBInstance',
      'iam:PassRole',
      'kms:DescribeKey',
      'kms:CreateGrant',
    ])
  })

  test('the same seed gives the same cluster, whatever else was restored before', async () => {
    const shape = async (others: readonly string[]) => {
      const it = world()
      await it.shift(120)
      for (const id of others) await restore(it, { DBClusterIdentifier: id })
      await restore(it)
      await it.shift(60)
      return it.cluster('restored')
    }
    expect(await shape(['first', 'second'])).toEqual(await shape([]))
  })
})

describe('the Data API', () => {
  test('answers in its union of fields, with metadata, or as one JSON text', async () => {
    const it = world()
    it.database.administer("INSERT INTO wp_posts (title) VALUES ('Hello')")
    const answer = await it.execute('SELECT ID, title, NULL AS nothing, 1.5 AS half FROM wp_posts WHERE ID = :id', {
      parameters: [{ name: 'id', value: { longValue: 1 } }],
      includeResultMetadata: true,
      database: 'wordpress',
    })
    expect(answer.records).toEqual([
      [{ longValue: 1 }, { stringValue: 'Hello' }, { isNull: true }, { stringValue: '1.5' }],
    ])
    expect(answer.columnMetadata?.map(each => [each.label, each.typeName, each.tableName])).toEqual([
      ['ID', 'BIGINT', 'wp_posts'],
      ['title', 'TEXT', 'wp_posts'],
      ['nothing', 'VARCHAR', ''],
      ['half', 'DECIMAL', ''],
    ])
    const json = await it.execute('SELECT title, COUNT(*) AS n FROM wp_posts', { formatRecordsAs: 'JSON' })
    expect(JSON.parse(json.formattedRecords ?? '')).toEqual([{ title: 'Hello', n: 1 }])
  })

  test('writes tell the rows and the generated id', async () => {
    const it = world()
    it.secrets.secret = { username: 'wordpress', password: 'first' }
    expect(await it.execute("INSERT INTO wp_posts (title) VALUES ('a')")).toEqual({
      numberOfRecordsUpdated: 1,
      generatedFields: [{ longValue: 1 }],
    })
    expect(await it.execute("UPDATE wp_posts SET title = 'b'")).toEqual({
      numberOfRecordsUpdated: 1,
      generatedFields: [],
    })
    expect(await it.execute("ALTER USER 'wordpress'@'%' IDENTIFIED BY 'x'").catch(error => error.message)).toMatch(
      /CREATE USER.*Error code: 1227; SQLState: 42000/,
    )
  })

  test('is off on a restored cluster until it is switched on, and needs a writer', async () => {
    const it = world()
    await it.shift(120)
    await restore(it)
    await it.shift(40)
    const ask = () => it.execute('SELECT 1', { resourceArn: restoredArn })
    expect(await refused(ask())).toBe('HttpEndpointNotEnabledException')
    expect(await it.run('EnableHttpEndpoint', { ResourceArn: restoredArn })).toEqual({
      ResourceArn: restoredArn,
      HttpEndpointEnabled: true,
    })
    expect(await refused(ask())).toBe('HttpEndpointNotEnabledException')
    await it.shift(3)
    expect(await refused(ask())).toBe('DatabaseUnavailableException')
    await it.run('CreateDBInstance', member)
    await it.shift(20)
    // The default security group keeps pods out, not the Data API.
    expect((await ask()).records).toEqual([[{ longValue: 1 }]])
  })

  test.each<[string, string, RegExp, string, Partial<ExecuteStatementRequest>]>([
    [
      'a missing table',
      'DatabaseErrorException',
      /Table 'wordpress.none' doesn't exist; Error code: 1146; SQLState: 42S02/,
      'SELECT * FROM none',
      {},
    ],
    [
      'a forbidden write',
      'DatabaseErrorException',
      /DELETE command denied to user 'reader'.*1142/,
      'DELETE FROM wp_posts',
      {},
    ],
    ['an unknown schema', 'DatabaseErrorException', /Unknown database 'shop'/, 'SELECT 1', { database: 'shop' }],
    ['a missing parameter', 'BadRequestException', /Cannot find parameter: 'id'/, 'SELECT :id', {}],
    ['two statements', 'DatabaseErrorException', /1064/, 'SELECT 1; SELECT 2', {}],
    ['an unknown cluster', 'DatabaseNotFoundException', /not found/, 'SELECT 1', { resourceArn: restoredArn }],
    ['a transaction, which is not simulated', 'NotSimulated', /transactionId/, 'SELECT 1', { transactionId: 't' }],
    [
      'more than 1 MiB',
      'BadRequestException',
      /Database returned more than the allowed response size limit/,
      "SELECT REPEAT('x', 1048576)",
      {},
    ],
  ])('refuses %s', async (_, name, message, sql, more) => {
    const error = await world()
      .execute(sql, more)
      .catch(caught => caught)
    expect({ name: error.name, message: error.message }).toEqual({ name, message: expect.stringMatching(message) })
  })

  test('a secret that no longer fits is a bad request, and one without a password is invalid', async () => {
    const it = world()
    it.secrets.secret = { username: 'reader', password: 'outdated' }
    expect(await it.execute('SELECT 1').catch(error => `${error.name}: ${error.message}`)).toMatch(
      /^BadRequestException: Access denied for user 'reader'/,
    )
    it.secrets.secret = { user: 'reader' }
    expect(await refused(it.execute('SELECT 1'))).toBe('InvalidSecretException')
  })

  test('a statement that times out has no effect, unless it was told to go on', async () => {
    const it = world()
    it.secrets.secret = { username: 'wordpress', password: 'first' }
    it.secrets.fault = true
    const insert = "INSERT INTO wp_posts (title) VALUES ('x')"
    const count = () => it.database.administer('SELECT COUNT(*) FROM wp_posts').rows[0]?.[0]
    expect([await refused(it.execute(insert)), count()]).toEqual(['StatementTimeoutException', 0])
    expect([await refused(it.execute(insert, { continueAfterTimeout: true })), count()]).toEqual([
      'StatementTimeoutException',
      1,
    ])
  })

  test('needs permission on the cluster and on the secret', () => {
    const operation = world().data.service.operations.ExecuteStatement as Operation<object, object>
    expect(operation.needs({ resourceArn: sourceArn, secretArn: readerSecret, sql: 'SELECT 1' }, call)).toEqual([
      { action: 'rds-data:ExecuteStatement', resource: sourceArn },
      { action: 'secretsmanager:GetSecretValue', resource: readerSecret },
    ])
  })
})

describe('through the front door, with the real clients', () => {
  function clients(it: World, actions: readonly string[]) {
    const iam = new Iam()
    iam.addRole({
      arn: call.caller.roleArn,
      trust: [],
      statements: [{ Effect: 'Allow', Action: actions, Resource: ['*'] }],
    })
    const services = [it.rds.service, it.data.service]
    const service = (_: string, name: string) => services.find(each => each.signingName === name)
    const door = frontDoor({
      clock: it.clock,
      chance: chanceFrom('door'),
      iam,
      service,
      latency: () => 50,
    })
    const environment = {
      region: 'us-east-1',
      clock: it.clock,
      credentials: iam.accessKey(call.caller.roleArn),
      requestHandler: transport(door.handle, it.clock, 5000),
    }
    return { rds: clientFor(Api.RDSClient, environment), data: clientFor(RDSDataClient, environment) }
  }

  /** Runs the clock until the answer is there. */
  async function settled<T>(it: World, work: Promise<T>): Promise<T> {
    let over = false
    const done = () => {
      over = true
    }
    work.then(done, done)
    await it.clock.run(() => over)
    return work
  }

  test('every view is encoded and read back, and modelled errors keep their names', async () => {
    const it = world()
    const { rds, data } = clients(it, ['*'])
    await it.shift(120)
    await settled(
      it,
      rds.send(
        new Api.CreateDBClusterSnapshotCommand({ DBClusterIdentifier: production, DBClusterSnapshotIdentifier: 'one' }),
      ),
    )
    const clusters = await settled(it, rds.send(new Api.DescribeDBClustersCommand({})))
    const { TagList: _, ...expected } = await it.cluster(production)
    expect(clusters.DBClusters?.[0]).toMatchObject(
      JSON.parse(
        JSON.stringify({
          Port: expected.Port,
          KmsKeyId: expected.KmsKeyId,
          DBClusterMembers: expected.DBClusterMembers,
        }),
      ),
    )
    expect(clusters.DBClusters?.[0]?.LatestRestorableTime).toBeInstanceOf(Date)
    const instances = await settled(it, rds.send(new Api.DescribeDBInstancesCommand({})))
    expect(instances.DBInstances?.map(each => each.Endpoint?.Port)).toEqual([3306, 3306])
    for (const command of [
      new Api.DescribeDBClusterSnapshotsCommand({}),
      new Api.DescribeDBClusterParameterGroupsCommand({}),
      new Api.DescribeDBParameterGroupsCommand({}),
      new Api.DescribeDBSubnetGroupsCommand({}),
      new Api.DescribeDBEngineVersionsCommand({}),
      new Api.DescribeAccountAttributesCommand({}),
      new Api.DescribeDBClusterAutomatedBackupsCommand({}),
      new Api.DescribeDBClusterParametersCommand({ DBClusterParameterGroupName: 'wordpress-prod-cluster' }),
    ]) {
      const answer = await settled(it, rds.send(command as Api.DescribeDBClusterSnapshotsCommand))
      expect(answer.$metadata.httpStatusCode).toBe(200)
    }
    expect(
      await refused(settled(it, rds.send(new Api.DescribeDBInstancesCommand({ DBInstanceIdentifier: 'none' })))),
    ).toBe('DBInstanceNotFoundFault')
    const answer = await settled(
      it,
      data.send(
        new ExecuteStatementCommand({
          resourceArn: sourceArn,
          secretArn: readerSecret,
          sql: 'SELECT COUNT(*) FROM wp_posts',
        }),
      ),
    )
    expect(answer.records).toEqual([[{ longValue: 0 }]])
    const wrong = data.send(
      new ExecuteStatementCommand({ resourceArn: sourceArn, secretArn: readerSecret, sql: 'SELECT * FROM none' }),
    )
    expect(await refused(settled(it, wrong))).toBe('DatabaseErrorException')
  })

  test('a role that may not read the secret cannot use the Data API', async () => {
    const it = world()
    const { data } = clients(it, ['rds-data:*'])
    const sent = data.send(
      new ExecuteStatementCommand({ resourceArn: sourceArn, secretArn: readerSecret, sql: 'SELECT 1' }),
    )
    expect(await refused(settled(it, sent))).toMatch(/^AccessDenied/)
  })
})
