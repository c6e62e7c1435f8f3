// A simulated RDS with a production cluster, its Data API, and the calls that the tests of RDS make of both.
import type * as Api from '@aws-sdk/client-rds'
import type { ExecuteStatementRequest, ExecuteStatementResponse } from '@aws-sdk/client-rds-data'
import { type Options, Rds } from '../../../sandbox/aws/rds/index.ts'
import { RdsData, statementTimeout } from '../../../sandbox/aws/rds-data/index.ts'
import type { Call, Operation } from '../../../sandbox/aws/service.ts'
import { chanceFrom } from '../../../sandbox/chance.ts'
import { VirtualClock } from '../../../sandbox/clock.ts'
import { Lifecycle } from '../../../sandbox/lifecycle.ts'
import { createDatabase } from '../../../sandbox/world/database/sqlite-database.ts'

export const start = Date.UTC(2026, 10, 22, 6)
export const minute = 60_000
export const account = '111122223333'
export const key = 'arn:aws:kms:us-east-1:111122223333:key/5f0e7a52-7c1d-4d0a-9f51-1d1f0c6a2b01'
export const production = 'wordpress-prod-aurora'
export const sourceArn = `arn:aws:rds:us-east-1:${account}:cluster:${production}`
export const restoredArn = `arn:aws:rds:us-east-1:${account}:cluster:restored`
export const readerSecret = `arn:aws:secretsmanager:us-east-1:${account}:secret:wordpress-prod/database-reader-AbCdEf`

export const call: Call = {
  region: 'us-east-1',
  caller: { roleArn: `arn:aws:iam::${account}:role/muster`, accountId: account },
  requestId: 'r-1',
  operation: 'rds:Test',
}

export const vpcs = [
  { id: 'vpc-prod', defaultSecurityGroup: 'sg-default', securityGroups: ['sg-database'] },
  { id: 'vpc-drill', defaultSecurityGroup: 'sg-drill-default', securityGroups: ['sg-drill'] },
]

export function world(options: Options & { readonly defaultSubnets?: boolean; readonly seed?: string } = {}) {
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

export type World = ReturnType<typeof world>

/** A restore to 30 minutes after the start, asked for two hours after it. */
export async function restore(it: World, more: Partial<Api.RestoreDBClusterToPointInTimeMessage> = {}) {
  return it.run<object, Api.RestoreDBClusterToPointInTimeResult>('RestoreDBClusterToPointInTime', {
    DBClusterIdentifier: 'restored',
    SourceDBClusterIdentifier: production,
    RestoreToTime: new Date(start + 30 * minute),
    ...more,
  })
}

export const likeProduction = { DBSubnetGroupName: 'wordpress-prod', VpcSecurityGroupIds: ['sg-database'] }
export const member = {
  DBInstanceIdentifier: 'restored-1',
  DBClusterIdentifier: 'restored',
  Engine: 'aurora-mysql',
  DBInstanceClass: 'db.r6g.large',
}

export async function refused(work: Promise<unknown>): Promise<string> {
  try {
    await work
  } catch (error) {
    return (error as Error).name
  }
  return 'accepted'
}
