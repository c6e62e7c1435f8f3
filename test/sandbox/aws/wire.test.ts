// Every protocol over the wire: what a client sends is what the operation gets, and what it answers is what the client reads.
import { Readable } from 'node:stream'
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
import { HttpRequest } from '@smithy/protocol-http'
import * as fc from 'fast-check'
import { clientFor } from '../../../lambdas/gateways/clients.ts'
import { catalogueOf } from '../../../sandbox/aws/wire/catalogue.ts'
import { anyValue, withoutEmpties } from './any-value.ts'
import * as volumes from './ec2-like.ts'
import { ACCOUNT, failure, fakeService, NOON, ROLE, smallWorld } from './small-world.ts'

const scope = { run: { id: 'run-1' }, step: 'restore' }
const at = new Date(NOON)

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
  {
    sdk: cloudWatch,
    client: 'CloudWatchClient',
    signingName: 'monitoring',
    operations: ['PutMetricData', 'PutMetricAlarm', 'DescribeAlarms', 'GetMetricData', 'GetMetricStatistics'],
  },
  {
    sdk: route53,
    client: 'Route53Client',
    signingName: 'route53',
    operations: ['ChangeResourceRecordSets', 'ListResourceRecordSets', 'CreateHealthCheck', 'ListHostedZonesByName'],
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
      PutObject: ({ Body }: { Body: Uint8Array }) => {
        stored = Buffer.from(Body).toString()
      },
    })
    const Body = Readable.from([Buffer.from('first,'), Buffer.from('second')])
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
    const run = (input: unknown) => {
      seen.push(input)
      return {}
    }
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
    expect(Buffer.from(answer.body).toString()).toContain(`<Account>${ACCOUNT}</Account><Arn>${ROLE}</Arn>`)
    await world.clock.run(NOON + 61_000)
    expect(await world.settled(world.door.handle(signed as HttpRequest))).toMatchObject({ statusCode: 403 })
  })
})
