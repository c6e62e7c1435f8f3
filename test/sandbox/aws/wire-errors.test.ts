// Errors over the wire: every protocol gives a client the name, the message and the status that the service meant.
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
import { clientFor } from '../../../lambdas/gateways/clients.ts'
import { AwsError } from '../../../sandbox/aws/service.ts'
import * as volumes from './ec2-like.ts'
import { ACCOUNT, failure, fakeService, smallWorld } from './small-world.ts'

const scope = { run: { id: 'run-1' }, step: 'restore' }
const clusterArn = `arn:aws:rds:us-east-1:${ACCOUNT}:cluster:wordpress`

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
      const run = () => {
        ran = true
      }
      const needs = () => [{ action: `${service}:Probe`, resource: clusterArn }]
      const { error, world } = await probe(service, run, { statements: [] }, needs)
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

  test.each([
    [
      'a session token that is not the key’s',
      (world: ReturnType<typeof smallWorld>) => ({
        ...world.environment,
        credentials: { ...world.environment.credentials, sessionToken: 'stale' },
      }),
      'UnrecognizedClientException',
    ],
    [
      'a signature made ten minutes ago',
      (world: ReturnType<typeof smallWorld>) => ({
        ...world.environment,
        clock: { now: () => world.clock.now() - 600_000, sleep: (time: number) => world.clock.sleep(time) },
      }),
      'InvalidSignatureException',
    ],
    [
      'a signature made ten minutes from now',
      (world: ReturnType<typeof smallWorld>) => ({
        ...world.environment,
        clock: { now: () => world.clock.now() + 600_000, sleep: (time: number) => world.clock.sleep(time) },
      }),
      'InvalidSignatureException',
    ],
  ] as const)('%s is refused', async (_name, environment, name) => {
    const world = smallWorld([fakeService('states', sfn, { ListExecutions: () => ({ executions: [] }) })])
    const client = clientFor(sfn.SFNClient, environment(world))
    expect(await failure(world.settled(client.send(new sfn.ListExecutionsCommand({}))))).toMatchObject({ name })
  })

  test('a request that does not hold what its schema says is refused', async () => {
    const world = smallWorld([fakeService('states', sfn, { ListExecutions: () => ({ executions: [] }) })])
    const client = clientFor(sfn.SFNClient, world.environment)
    const error = await failure(
      world.settled(client.send(new sfn.ListExecutionsCommand({ maxResults: 'ten' as never }))),
    )
    expect(error).toMatchObject({
      name: 'SerializationException',
      message: expect.stringContaining('a number was expected'),
    })
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
