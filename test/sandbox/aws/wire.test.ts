// The front door under the real SDK clients: what they send arrives, what services answer is read back, errors included.
import { createHook } from 'node:async_hooks'
import * as backup from '@aws-sdk/client-backup'
import * as eks from '@aws-sdk/client-eks'
import * as kms from '@aws-sdk/client-kms'
import * as rds from '@aws-sdk/client-rds'
import * as rdsData from '@aws-sdk/client-rds-data'
import * as s3 from '@aws-sdk/client-s3'
import * as secrets from '@aws-sdk/client-secrets-manager'
import * as sfn from '@aws-sdk/client-sfn'
import * as sns from '@aws-sdk/client-sns'
import * as sts from '@aws-sdk/client-sts'
import { describe, expect, test } from '@jest/globals'
import { HttpRequest } from '@smithy/protocol-http'
import * as fc from 'fast-check'
import { clientFor } from '../../../lambdas/gateways/clients.ts'
import { AwsError } from '../../../sandbox/aws/service.ts'
import { catalogueOf } from '../../../sandbox/aws/wire/catalogue.ts'
import type { EdgeFault } from '../../../sandbox/aws/wire/edge.ts'
import { validateOutput } from '../../../sandbox/aws/wire/validate-output.ts'
import { anyValue, withoutEmpties } from './any-value.ts'
import * as volumes from './ec2-like.ts'
import { ACCOUNT, failure, fakeService, NOON, ROLE, smallWorld } from './small-world.ts'

const scope = { run: { id: 'run-1' }, step: 'restore' }
const at = new Date(NOON)
const clusterArn = `arn:aws:rds:us-east-1:${ACCOUNT}:cluster:wordpress`

interface Row {
  readonly sdk: Readonly<Record<string, unknown>>
  readonly client: string
  readonly signingName: string
  readonly operations: readonly string[]
}

/** Operations in which each protocol shows all that it can bind. */
const rows: readonly Row[] = [
  {
    sdk: rds,
    client: 'RDSClient',
    signingName: 'rds',
    operations: ['DescribeDBClusters', 'DescribeDBInstances', 'RestoreDBClusterToPointInTime', 'DescribeEvents'],
  },
  { sdk: sns, client: 'SNSClient', signingName: 'sns', operations: ['GetTopicAttributes', 'Publish', 'CreateTopic'] },
  { sdk: sts, client: 'STSClient', signingName: 'sts', operations: ['AssumeRole', 'GetCallerIdentity'] },
  { sdk: volumes, client: 'VolumesClient', signingName: 'ec2', operations: ['DescribeVolumes'] },
  {
    sdk: s3,
    client: 'S3Client',
    signingName: 's3',
    operations: [
      'ListObjectsV2',
      'HeadObject',
      'PutObjectTagging',
      'PutObjectRetention',
      'DeleteObjects',
      'GetBucketVersioning',
      'DeleteObject',
    ],
  },
  {
    sdk: backup,
    client: 'BackupClient',
    signingName: 'backup',
    operations: [
      'StartRestoreJob',
      'DescribeRestoreJob',
      'ListRecoveryPointsByBackupVault',
      'GetRecoveryPointRestoreMetadata',
    ],
  },
  {
    sdk: eks,
    client: 'EKSClient',
    signingName: 'eks',
    operations: ['DescribeCluster', 'ListNodegroups', 'UpdateClusterVersion'],
  },
  {
    sdk: rdsData,
    client: 'RDSDataClient',
    signingName: 'rds-data',
    operations: ['ExecuteStatement', 'BeginTransaction'],
  },
  {
    sdk: sfn,
    client: 'SFNClient',
    signingName: 'states',
    operations: ['DescribeExecution', 'GetExecutionHistory', 'StartExecution'],
  },
  {
    sdk: secrets,
    client: 'SecretsManagerClient',
    signingName: 'secretsmanager',
    operations: ['GetSecretValue', 'DescribeSecret', 'PutSecretValue', 'ListSecrets'],
  },
  { sdk: kms, client: 'KMSClient', signingName: 'kms', operations: ['DescribeKey', 'GenerateDataKey', 'ListAliases'] },
]

const cases = rows.flatMap(row =>
  row.operations.map(operation => [`${row.signingName}:${operation}`, { ...row, operation }] as const),
)

describe('what a client sends is what the operation gets, and what it answers is what the client reads', () => {
  test.each(cases)('%s', async (_name, { sdk, client, signingName, operation }) => {
    const { input, output } = catalogueOf(sdk).operations.get(operation)!
    let [received, answer]: unknown[] = []
    const run = (given: unknown) => {
      received = given
      return answer
    }
    const world = smallWorld([fakeService(signingName, sdk, { [operation]: run })], { latency: () => 0 })
    const sender = clientFor(sdk[client] as typeof rds.RDSClient, world.environment, scope)
    const Command = sdk[`${operation}Command`] as new (input: unknown) => never
    await fc.assert(
      fc.asyncProperty(anyValue(input, 4), anyValue(output, 5), async (sent, given) => {
        answer = output.kind === 'unit' ? {} : given
        const { $metadata, ...read } = (await sender.send(new Command(input.kind === 'unit' ? {} : sent))) as {
          $metadata: { requestId: string }
        }
        expect(withoutEmpties(read)).toEqual(withoutEmpties(answer))
        expect(withoutEmpties(received) ?? {}).toMatchObject(
          (withoutEmpties(input.kind === 'unit' ? {} : sent) ?? {}) as object,
        )
        expect($metadata.requestId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
      }),
      { numRuns: 25, seed: 7 },
    )
  })
})

describe('what only one protocol knows', () => {
  const s3World = (runs: Parameters<typeof fakeService>[2]) => {
    const world = smallWorld([fakeService('s3', s3, runs)])
    return { ...world, client: clientFor(s3.S3Client, world.environment) }
  }

  test('RDS lists without members are empty lists, not absent', async () => {
    const world = smallWorld([
      fakeService('rds', rds, { DescribeDBClusters: () => ({ DBClusters: [{ DBClusterMembers: [] }] }) }),
    ])
    const answer = await world.settled(
      clientFor(rds.RDSClient, world.environment).send(new rds.DescribeDBClustersCommand({})),
    )
    expect(answer.DBClusters).toEqual([{ DBClusterMembers: [] }])
  })

  test('an S3 object is a stream, whatever characters its key has, and HEAD has its headers', async () => {
    const objects = new Map<string, Uint8Array>()
    const { client, settled } = s3World({
      PutObject: ({ Key, Body }: { Key: string; Body: Uint8Array }) => void objects.set(Key, Body),
      GetObject: ({ Key }: { Key: string }) => ({
        Body: objects.get(Key),
        LastModified: at,
        ContentLength: objects.get(Key)?.byteLength,
      }),
      HeadObject: () => ({ ETag: '"1"', Metadata: { run: 'r-1' } }),
    })
    const Key = 'runs/a b+c/ü%20?#&.json'
    await settled(client.send(new s3.PutObjectCommand({ Bucket: 'control', Key, Body: '{"lock":true}' })))
    const object = await settled(client.send(new s3.GetObjectCommand({ Bucket: 'control', Key })))
    expect(await object.Body?.transformToString()).toBe('{"lock":true}')
    expect(object).toMatchObject({ LastModified: at, ContentLength: 13 })
    const head = await settled(client.send(new s3.HeadObjectCommand({ Bucket: 'dotted.bucket', Key })))
    expect(head).toMatchObject({ ETag: '"1"', Metadata: { run: 'r-1' } })
  })

  test('a streamed upload arrives whole, without its chunk framing', async () => {
    let stored = ''
    const { client, settled } = s3World({
      PutObject: ({ Body }: { Body: Uint8Array }) => void (stored = Buffer.from(Body).toString()),
    })
    const Body = new Blob(['first,', 'second']).stream()
    await settled(
      client.send(new s3.PutObjectCommand({ Bucket: 'evidence', Key: 'rows.csv', Body, ContentLength: 12 })),
    )
    expect(stored).toBe('first,second')
  })

  test.each([
    ['ListBuckets', new s3.ListBucketsCommand({})],
    ['ListObjects', new s3.ListObjectsCommand({ Bucket: 'control' })],
    ['ListObjectsV2', new s3.ListObjectsV2Command({ Bucket: 'control' })],
    ['HeadBucket', new s3.HeadBucketCommand({ Bucket: 'control' })],
    ['GetBucketPolicy', new s3.GetBucketPolicyCommand({ Bucket: 'control' })],
    ['GetObjectTagging', new s3.GetObjectTaggingCommand({ Bucket: 'control', Key: 'k' })],
    ['ListParts', new s3.ListPartsCommand({ Bucket: 'control', Key: 'k', UploadId: 'u' })],
    ['CopyObject', new s3.CopyObjectCommand({ Bucket: 'control', Key: 'k', CopySource: 'a/b' })],
    ['DeleteObject', new s3.DeleteObjectCommand({ Bucket: 'control', Key: 'k', IfMatch: 'e' })],
  ] as const)('S3 tells %s from its neighbours on the same path', async (operation, command) => {
    const world = smallWorld([fakeService('s3', s3, {})])
    await failure(world.settled(clientFor(s3.S3Client, world.environment).send(command as never)))
    expect(world.traces).toMatchObject([{ operation: `s3:${operation}`, error: 'NotSimulated' }])
  })

  test('GET of the bucket location, whose answer has no wrapping element', async () => {
    const { client, settled } = s3World({ GetBucketLocation: () => ({ LocationConstraint: 'us-west-2' }) })
    const answer = await settled(client.send(new s3.GetBucketLocationCommand({ Bucket: 'control' })))
    expect(answer.LocationConstraint).toBe('us-west-2')
  })

  test('a recovery point ARN in a path keeps its colons and slashes', async () => {
    const seen: unknown[] = []
    const run = (input: unknown) => (seen.push(input), {})
    const world = smallWorld([fakeService('backup', backup, { DescribeRecoveryPoint: run })])
    const RecoveryPointArn = 'arn:aws:ec2:us-east-1::snapshot/snap-0a1b'
    const command = new backup.DescribeRecoveryPointCommand({ BackupVaultName: 'vault', RecoveryPointArn })
    await world.settled(clientFor(backup.BackupClient, world.environment).send(command))
    expect(seen).toEqual([{ BackupVaultName: 'vault', RecoveryPointArn }])
  })

  test('a presigned GetCallerIdentity, as EKS tokens carry it, names the role, and is refused once it has expired', async () => {
    const service = fakeService('sts', sts, {
      GetCallerIdentity: (_: never, { caller }) => ({ Arn: caller.roleArn, Account: caller.accountId }),
    })
    const world = smallWorld([service])
    const { SignatureV4 } = await import('@smithy/signature-v4')
    const { Sha256 } = await import('@smithy/core/checksum')
    const signer = new SignatureV4({
      service: 'sts',
      region: 'us-east-1',
      credentials: world.environment.credentials,
      sha256: Sha256,
    })
    const request = new HttpRequest({
      method: 'GET',
      hostname: 'sts.us-east-1.amazonaws.com',
      path: '/',
      query: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
      headers: { host: 'sts.us-east-1.amazonaws.com', 'x-k8s-aws-id': 'wordpress-prod' },
    })
    const signed = await signer.presign(request, {
      expiresIn: 60,
      signingDate: at,
      unhoistableHeaders: new Set(['x-k8s-aws-id']),
    })
    const answer = await world.settled(world.door.handle(signed as HttpRequest))
    expect(Buffer.from(answer.body).toString()).toContain(
      `<Arn>${ROLE}</Arn><Account>${ACCOUNT}</Account>`.replace(/(<Arn>.*)(<Account>.*)/, '$2$1'),
    )
    await world.clock.run(NOON + 61_000)
    expect(await world.settled(world.door.handle(signed as HttpRequest))).toMatchObject({ statusCode: 403 })
  })
})

describe('errors read as on AWS', () => {
  const thrown = [
    [
      'modelled, by its shape',
      'rds',
      new AwsError('DBClusterNotFoundFault', 'no such cluster'),
      { name: 'DBClusterNotFoundFault', Code: 'DBClusterNotFoundFault', status: 404 },
    ],
    [
      'modelled, with another wire code',
      'rds',
      new AwsError('DBInstanceNotFoundFault', 'none'),
      { name: 'DBInstanceNotFoundFault', Code: 'DBInstanceNotFound', status: 404 },
    ],
    [
      'not modelled',
      'rds',
      new AwsError('InvalidParameterValue', 'window'),
      { name: 'InvalidParameterValue', Code: 'InvalidParameterValue', status: 400 },
    ],
    [
      'modelled, JSON',
      'states',
      new AwsError('ExecutionDoesNotExist', 'none'),
      { name: 'ExecutionDoesNotExist', status: 400 },
    ],
    [
      'modelled, REST JSON with members',
      'backup',
      new AwsError('AlreadyExistsException', 'twice', { members: { Arn: 'arn:x' } }),
      { name: 'AlreadyExistsException', Arn: 'arn:x', status: 400 },
    ],
    [
      'modelled by the server',
      'rds-data',
      new AwsError('ServiceUnavailableError', 'later'),
      { name: 'ServiceUnavailableError', status: 503, $fault: 'server' },
    ],
    ['REST XML', 's3', new AwsError('NoSuchKey', 'gone'), { name: 'NoSuchKey', status: 404 }],
    [
      'REST XML, not modelled',
      's3',
      new AwsError('PreconditionFailed', 'not the one', { status: 412 }),
      { name: 'PreconditionFailed', status: 412 },
    ],
    ['EC2', 'ec2', new AwsError('InvalidVolume.NotFound', 'none'), { name: 'InvalidVolume.NotFound', status: 400 }],
    [
      'query-compatible JSON',
      'kms',
      new AwsError('DisabledException', 'off'),
      { name: 'DisabledException', status: 409 },
    ],
  ] as const

  const probes = {
    rds: [rds, rds.RDSClient, 'DescribeDBClusters', new rds.DescribeDBClustersCommand({})],
    states: [sfn, sfn.SFNClient, 'DescribeExecution', new sfn.DescribeExecutionCommand({ executionArn: 'e' })],
    backup: [
      backup,
      backup.BackupClient,
      'DescribeRestoreJob',
      new backup.DescribeRestoreJobCommand({ RestoreJobId: 'j' }),
    ],
    'rds-data': [
      rdsData,
      rdsData.RDSDataClient,
      'ExecuteStatement',
      new rdsData.ExecuteStatementCommand({ resourceArn: 'r', secretArn: 's', sql: 'select 1' }),
    ],
    s3: [s3, s3.S3Client, 'GetObject', new s3.GetObjectCommand({ Bucket: 'control', Key: 'k' })],
    ec2: [volumes, volumes.VolumesClient, 'DescribeVolumes', new volumes.DescribeVolumesCommand({})],
    kms: [kms, kms.KMSClient, 'DescribeKey', new kms.DescribeKeyCommand({ KeyId: 'k' })],
    sns: [
      sns,
      sns.SNSClient,
      'Publish',
      new sns.PublishCommand({ Message: 'm', TopicArn: `arn:aws:sns:us-east-1:${ACCOUNT}:t` }),
    ],
    secretsmanager: [
      secrets,
      secrets.SecretsManagerClient,
      'GetSecretValue',
      new secrets.GetSecretValueCommand({ SecretId: 's' }),
    ],
    eks: [eks, eks.EKSClient, 'DescribeCluster', new eks.DescribeClusterCommand({ name: 'c' })],
    sts: [sts, sts.STSClient, 'GetCallerIdentity', new sts.GetCallerIdentityCommand({})],
  } as const
  type Probe = keyof typeof probes

  /** Sends the probe of that service to an operation that throws, or that needs what IAM refuses. */
  const probe = async (
    name: Probe,
    run: () => unknown,
    options: Parameters<typeof smallWorld>[1] = {},
    needs?: Parameters<typeof fakeService>[3],
  ) => {
    const [sdk, Client, operation, command] = probes[name]
    const world = smallWorld([fakeService(name, sdk, { [operation]: run }, needs)], options)
    const client = clientFor(Client as typeof rds.RDSClient, world.environment)
    return { error: await failure(world.settled(client.send(command as never))), world }
  }
  const raise = (error: Error) => () => {
    throw error
  }

  test.each(thrown)('%s (%s)', async (_name, service, error, { status, ...expected }) => {
    const read = (await probe(service, raise(error))).error
    expect(read).toMatchObject({ message: error.message, $metadata: { httpStatusCode: status }, ...expected })
  })

  test('a HEAD that fails says no more than its status', async () => {
    const world = smallWorld([fakeService('s3', s3, { HeadObject: raise(new AwsError('NoSuchKey', 'gone')) })])
    const error = await failure(
      world.settled(
        clientFor(s3.S3Client, world.environment).send(new s3.HeadObjectCommand({ Bucket: 'control', Key: 'k' })),
      ),
    )
    expect(error).toMatchObject({ name: 'NotFound', $metadata: { httpStatusCode: 404 } })
  })

  test.each([
    ['rds', 'AccessDenied', 403],
    ['sns', 'AuthorizationErrorException', 403],
    ['sts', 'AccessDenied', 403],
    ['s3', 'AccessDenied', 403],
    ['ec2', 'UnauthorizedOperation', 403],
    ['backup', 'AccessDeniedException', 403],
    ['eks', 'AccessDeniedException', 403],
    ['rds-data', 'AccessDeniedException', 403],
    ['states', 'AccessDeniedException', 400],
    ['secretsmanager', 'AccessDeniedException', 400],
    ['kms', 'AccessDeniedException', 400],
  ] as const)(
    'a call that IAM denies to %s is %s, changes nothing and says who lacks what',
    async (service, name, status) => {
      let ran = false
      const needs = () => [{ action: `${service}:Probe`, resource: clusterArn }]
      const { error, world } = await probe(service, () => void (ran = true), { statements: [] }, needs)
      expect(error).toMatchObject({
        name,
        $metadata: { httpStatusCode: status, ...(service !== 'ec2' && { attempts: 1 }) },
      })
      expect(error.message).toBe(
        `User: arn:aws:sts::${ACCOUNT}:assumed-role/muster-verb/muster is not authorized to perform: ${service}:Probe on resource: ` +
          `${clusterArn} because no identity-based policy allows the ${service}:Probe action`,
      )
      expect(ran).toBe(false)
      expect(world.traces).toMatchObject([
        {
          outcome: 'denied',
          error: service === 'sns' ? 'AuthorizationErrorException' : name,
          actions: [`${service}:Probe`],
          resources: [clusterArn],
        },
      ])
    },
  )

  test.each([
    ['rds', 'InvalidClientTokenId'],
    ['states', 'UnrecognizedClientException'],
    ['s3', 'InvalidAccessKeyId'],
    ['ec2', 'AuthFailure'],
  ] as const)('a key that belongs to nobody is refused by %s as %s', async (service, name) => {
    const [sdk, Client, operation, command] = probes[service]
    const world = smallWorld([fakeService(service, sdk, { [operation]: () => ({}) })])
    const stranger = { ...world.environment, credentials: { accessKeyId: 'ASIANOBODY', secretAccessKey: 'x' } }
    const error = await failure(
      world.settled(clientFor(Client as typeof rds.RDSClient, stranger).send(command as never)),
    )
    expect(error).toMatchObject({ name })
  })

  test('what is not simulated says so by name and is not repeated', async () => {
    const world = smallWorld([fakeService('rds', rds, {})])
    const error = await failure(
      world.settled(
        clientFor(rds.RDSClient, world.environment).send(new rds.StopDBClusterCommand({ DBClusterIdentifier: 'a' })),
      ),
    )
    expect(error).toMatchObject({
      name: 'NotSimulated',
      message: 'rds:StopDBCluster is not simulated',
      $metadata: { httpStatusCode: 501, attempts: 1 },
    })
    const other = await failure(
      world.settled(clientFor(kms.KMSClient, world.environment).send(new kms.DescribeKeyCommand({ KeyId: 'k' }))),
    )
    expect(other).toMatchObject({ name: 'NotSimulated', message: 'kms in us-east-1 is not simulated' })
  })

  test.each([
    ['rds', new rds.RestoreDBClusterToPointInTimeCommand({} as never), 'MissingParameter'],
    ['states', new sfn.DescribeExecutionCommand({} as never), 'ValidationException'],
    ['backup', new backup.StartRestoreJobCommand({ RecoveryPointArn: 'a' } as never), 'MissingParameterValueException'],
  ] as const)('a request to %s without what it requires is refused', async (service, command, name) => {
    const [sdk, Client, operation] = probes[service]
    const answerAll = {
      [operation]: () => ({}),
      RestoreDBClusterToPointInTime: () => ({}),
      StartRestoreJob: () => ({}),
    }
    const world = smallWorld([fakeService(service, sdk, answerAll)])
    const error = await failure(
      world.settled(clientFor(Client as typeof rds.RDSClient, world.environment, scope).send(command as never)),
    )
    expect(error).toMatchObject({ name, message: expect.stringMatching(/must contain the parameter \w+/) })
  })
})

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
    ]
    const world = smallWorld(services)
    const real = new Set<string>()
    const harmless = ['PROMISE', 'Immediate', 'TickObject', 'Microtask', 'RANDOMBYTESREQUEST']
    const hook = createHook({ init: (_id, type) => void (harmless.includes(type) || real.add(type)) })
    hook.enable()
    const { environment } = world
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
