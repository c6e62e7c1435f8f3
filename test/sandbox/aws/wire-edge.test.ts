// The edge of the simulated API: breaches of the model are loud, misfortunes strike, and nothing real is touched.
import { createHook } from 'node:async_hooks'
import * as backup from '@aws-sdk/client-backup'
import * as cloudWatch from '@aws-sdk/client-cloudwatch'
import * as eks from '@aws-sdk/client-eks'
import * as kms from '@aws-sdk/client-kms'
import * as rds from '@aws-sdk/client-rds'
import * as rdsData from '@aws-sdk/client-rds-data'
import * as route53 from '@aws-sdk/client-route-53'
import * as s3 from '@aws-sdk/client-s3'
import * as secrets from '@aws-sdk/client-secrets-manager'
import * as sfn from '@aws-sdk/client-sfn'
import * as sns from '@aws-sdk/client-sns'
import * as sts from '@aws-sdk/client-sts'
import { describe, expect, test } from '@jest/globals'
import { clientFor } from '../../../lambdas/gateways/clients.ts'
import { catalogueOf } from '../../../sandbox/aws/wire/catalogue.ts'
import type { EdgeFault } from '../../../sandbox/aws/wire/edge.ts'
import { validateOutput } from '../../../sandbox/aws/wire/validate-output.ts'
import { failure, fakeService, NOON, smallWorld } from './small-world.ts'

const scope = { run: { id: 'run-1' }, step: 'restore' }

describe('an answer that AWS could not give is a fault of the simulator, and loud', () => {
  const shape = catalogueOf(rds).operations.get('DescribeDBClusters')!.output

  test.each([
    ['DBClusters[0].Statuss is no member of DBCluster', { DBClusters: [{ Statuss: 'available' }] }],
    ['DBClusters[0].MultiAZ must be a boolean, not a string', { DBClusters: [{ MultiAZ: 'true' }] }],
    ['DBClusters[0].ClusterCreateTime must be a timestamp, not a number', { DBClusters: [{ ClusterCreateTime: 1 }] }],
    ['DBClusters must be a list, not a object', { DBClusters: {} }],
    ['DBClusters[0].Port must be a number, not null', { DBClusters: [{ Port: null }] }],
  ])('%s', (breach, output) => {
    expect(() => validateOutput('rds:DescribeDBClusters', shape, output)).toThrow(
      `rds:DescribeDBClusters answered against its model: ${breach}`,
    )
  })

  test('a required member that is missing', () => {
    const execution = catalogueOf(sfn).operations.get('DescribeExecution')!.output
    expect(() => validateOutput('states:DescribeExecution', execution, { executionArn: 'e' })).toThrow(
      'stateMachineArn is required',
    )
  })

  test('it ends the rehearsal even when the handler swallows it', async () => {
    const world = smallWorld([fakeService('rds', rds, { DescribeDBClusters: () => ({ Clusters: [] }) })])
    const swallowed = clientFor(rds.RDSClient, world.environment)
      .send(new rds.DescribeDBClustersCommand({}))
      .catch(() => undefined)
    await expect(world.clock.run()).rejects.toThrow('Clusters is no member of DBClusterMessage')
    await swallowed
  })
})

describe('misfortune at the edge', () => {
  const start = new backup.StartRestoreJobCommand({ RecoveryPointArn: 'arn:x', Metadata: {} })

  /** Strikes the first calls with these faults, and counts what took effect. */
  const struck = (faults: readonly (EdgeFault | undefined)[], options: Parameters<typeof smallWorld>[1] = {}) => {
    const effects: { readonly at: number; readonly token: string }[] = []
    const queue = [...faults]
    const run = ({ IdempotencyToken }: { IdempotencyToken: string }) => {
      effects.push({ at: world.clock.now() - NOON, token: IdempotencyToken })
      return { RestoreJobId: 'job' }
    }
    const world = smallWorld([fakeService('backup', backup, { StartRestoreJob: run })], {
      fault: () => queue.shift(),
      ...options,
    })
    const call = () => clientFor(backup.BackupClient, world.environment, scope).send(start)
    return { ...world, effects, call }
  }
  const throttle: EdgeFault = { kind: 'error', name: 'ThrottlingException', message: 'Rate exceeded', status: 400 }

  test('throttles are waited out on the clock, then the call succeeds', async () => {
    const { call, settled, clock, effects, traces } = struck([throttle, throttle])
    const answer = await settled(call())
    expect(answer).toMatchObject({ RestoreJobId: 'job', $metadata: { attempts: 3 } })
    // 50 ms each, and half of 500 and of 1000 ms between them.
    expect(clock.now() - NOON).toBe(50 + 250 + 50 + 500 + 50)
    expect(effects).toHaveLength(1)
    expect(traces.map(each => each.outcome)).toEqual(['error', 'error', 'ok'])
  })

  test('the third throttle is the end', async () => {
    const { call, settled, effects } = struck([throttle, throttle, throttle])
    expect(await failure(settled(call()))).toMatchObject({ name: 'ThrottlingException', $metadata: { attempts: 3 } })
    expect(effects).toEqual([])
  })

  test('a timeout has no effect and is repeated after the request timeout', async () => {
    const { call, settled, clock, effects } = struck([{ kind: 'timeout' }])
    await settled(call())
    expect(effects).toHaveLength(1)
    expect(clock.now() - NOON).toBe(10_000 + 50 + 50)
  })

  test('a lost response is repeated with the same token', async () => {
    const { call, settled, effects, traces } = struck([{ kind: 'response-lost' }])
    await settled(call())
    expect(effects).toHaveLength(2)
    expect(effects[0]?.token).toBe(effects[1]?.token)
    expect(traces.map(each => each.outcome)).toEqual(['lost', 'ok'])
  })

  test('a late effect comes after the caller has given up', async () => {
    const { call, settled, clock, effects } = struck([{ kind: 'late-effect', seconds: 45 }])
    await settled(call())
    await clock.run()
    expect(effects.map(each => each.at)).toEqual([10_100, 45_000])
  })

  test('a dark region answers nobody', async () => {
    const { call, settled, clock, effects } = struck([], { regionIsDark: region => region === 'us-east-1' })
    expect(await failure(settled(call()))).toMatchObject({ name: 'TimeoutError', $metadata: { attempts: 3 } })
    expect(effects).toEqual([])
    expect(clock.now() - NOON).toBe(3 * 10_000 + 50 + 100)
  })

  test('an aborted call rejects at once and leaves no timer that holds the clock', async () => {
    const { environment, settled, clock } = struck([{ kind: 'timeout' }])
    const abort = new AbortController()
    const call = clientFor(backup.BackupClient, environment, scope).send(start, { abortSignal: abort.signal })
    clock.after(1_000, () => abort.abort())
    expect(await failure(settled(call))).toMatchObject({ name: 'AbortError' })
    await clock.run()
    expect(clock.now() - NOON).toBe(1_000)
  })
})

describe('a rehearsal touches nothing real', () => {
  test('calls through every protocol create no timer, file or socket', async () => {
    const services = [
      fakeService('rds', rds, { DescribeDBClusters: () => ({ DBClusters: [] }) }),
      fakeService('s3', s3, { PutObject: () => ({}), GetObject: () => ({ Body: Buffer.from('x') }) }),
      fakeService('backup', backup, { StartRestoreJob: () => ({}) }),
      fakeService('states', sfn, { ListExecutions: () => ({ executions: [] }) }),
      fakeService('sts', sts, { GetCallerIdentity: () => ({}) }),
      fakeService('kms', kms, { DescribeKey: () => ({}) }),
      fakeService('sns', sns, { Publish: () => ({}) }),
      fakeService('eks', eks, { DescribeCluster: () => ({}) }),
      fakeService('rds-data', rdsData, { BeginTransaction: () => ({}) }),
      fakeService('secretsmanager', secrets, { PutSecretValue: () => ({}) }),
      fakeService('monitoring', cloudWatch, { PutMetricData: () => ({}) }),
      fakeService('route53', route53, {
        ListHealthChecks: () => ({ HealthChecks: [], Marker: '', IsTruncated: false, MaxItems: 100 }),
      }),
    ]
    const world = smallWorld(services)
    const real = new Set<string>()
    const harmless = ['PROMISE', 'Immediate', 'TickObject', 'Microtask', 'RANDOMBYTESREQUEST']
    const hook = createHook({ init: (_id, type) => void (harmless.includes(type) || real.add(type)) })
    hook.enable()
    const { environment } = world
    // More than 10 KB: the client would compress it, if it were let.
    const MetricData = Array.from({ length: 200 }, (_, index) => ({
      MetricName: `metric number ${index}`,
      Value: index,
    }))
    const heavy = { Namespace: 'Muster', MetricData }
    const send = (client: unknown, command: unknown) =>
      (client as rds.RDSClient).send(command as never) as Promise<unknown>
    const work = [
      send(clientFor(rds.RDSClient, environment), new rds.DescribeDBClustersCommand({})),
      send(clientFor(s3.S3Client, environment), new s3.PutObjectCommand({ Bucket: 'control', Key: 'k', Body: 'v' })),
      send(clientFor(s3.S3Client, environment), new s3.GetObjectCommand({ Bucket: 'control', Key: 'k' })).then(answer =>
        (answer as s3.GetObjectCommandOutput).Body?.transformToString(),
      ),
      send(
        clientFor(backup.BackupClient, environment, scope),
        new backup.StartRestoreJobCommand({ RecoveryPointArn: 'a', Metadata: {} }),
      ),
      send(clientFor(sfn.SFNClient, environment), new sfn.ListExecutionsCommand({})),
      send(clientFor(sts.STSClient, environment), new sts.GetCallerIdentityCommand({})),
      send(clientFor(kms.KMSClient, environment), new kms.DescribeKeyCommand({ KeyId: 'k' })),
      send(clientFor(sns.SNSClient, environment), new sns.PublishCommand({ Message: 'm' })),
      send(clientFor(eks.EKSClient, environment), new eks.DescribeClusterCommand({ name: 'c' })),
      send(clientFor(cloudWatch.CloudWatchClient, environment), new cloudWatch.PutMetricDataCommand(heavy)),
      send(clientFor(route53.Route53Client, environment), new route53.ListHealthChecksCommand({})),
      send(
        clientFor(rdsData.RDSDataClient, environment),
        new rdsData.BeginTransactionCommand({ resourceArn: 'r', secretArn: 's' }),
      ),
      send(
        clientFor(secrets.SecretsManagerClient, environment, scope),
        new secrets.PutSecretValueCommand({ SecretId: 's', SecretString: 'v' }),
      ),
    ]
    await world.settled(Promise.all(work))
    hook.disable()
    expect([...real]).toEqual([])
    expect(world.traces).toHaveLength(work.length)
  })

  test('the same calls leave the same trace, request ids included', async () => {
    const trace = async () => {
      const world = smallWorld([fakeService('rds', rds, { DescribeDBClusters: () => ({}) })], {
        latency: call => call.requestId.charCodeAt(0),
      })
      const client = clientFor(rds.RDSClient, world.environment)
      await world.settled(Promise.all([1, 2, 3].map(() => client.send(new rds.DescribeDBClustersCommand({})))))
      return JSON.stringify(world.traces)
    }
    expect(await trace()).toBe(await trace())
  })
})
