// The real clients of RDS and its Data API speak with the simulated ones through the front door.
import * as Api from '@aws-sdk/client-rds'
import { ExecuteStatementCommand, RDSDataClient } from '@aws-sdk/client-rds-data'
import { describe, expect, test } from '@jest/globals'
import { clientFor } from '../../../lambdas/gateways/clients.ts'
import { Iam } from '../../../sandbox/aws/iam/iam.ts'
import { frontDoor } from '../../../sandbox/aws/wire/front-door.ts'
import { transport } from '../../../sandbox/aws/wire/transport.ts'
import { chanceFrom } from '../../../sandbox/chance.ts'
import { call, production, readerSecret, refused, sourceArn, type World, world } from './rds-world.ts'

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
