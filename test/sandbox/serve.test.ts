// The simulated world over real sockets: real SDK clients meet it as they would meet AWS; and its own time, address and end.
import { BackupClient, ListRecoveryPointsByBackupVaultCommand } from '@aws-sdk/client-backup'
import { DescribeClusterCommand, EKSClient } from '@aws-sdk/client-eks'
import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import {
  DescribeDBClustersCommand,
  DescribeDBProxiesCommand,
  paginateDescribeDBInstances,
  RDSClient,
} from '@aws-sdk/client-rds'
import { ExecuteStatementCommand, RDSDataClient } from '@aws-sdk/client-rds-data'
import { GetObjectCommand, ListBucketsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { DescribeSecretCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import {
  DescribeExecutionCommand,
  paginateGetExecutionHistory,
  paginateListStateMachines,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns'
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { BODY_LIMIT } from '../../sandbox/serve/incoming.ts'
import type { Sandbox } from '../../sandbox/serve/serve.ts'
import { advance, allNamesAreHere, ask, connecting, faults, platform, post, served } from './served.ts'

const clusterId = platform.database.clusterId
const minutes = 60

describe('Real SDK clients, with pages of one item', () => {
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await served({ scenario: 'database-corruption', pageSize: 1 })
  })
  afterAll(() => sandbox.stop())

  test('reach every service', async () => {
    const to = connecting(sandbox)
    const { masterSecret, vault, kmsKeyId, name: database } = platform.database
    const identity = await new STSClient(to).send(new GetCallerIdentityCommand())
    const clusters = await new RDSClient(to).send(new DescribeDBClustersCommand({ DBClusterIdentifier: clusterId }))
    const secret = await new SecretsManagerClient(to).send(new DescribeSecretCommand({ SecretId: masterSecret }))
    const inVault = new ListRecoveryPointsByBackupVaultCommand({ BackupVaultName: vault, ByResourceType: 'Aurora' })
    const points = await new BackupClient(to).send(inVault)
    const key = await new KMSClient(to).send(new DescribeKeyCommand({ KeyId: kmsKeyId }))
    const cluster = await new EKSClient(to).send(new DescribeClusterCommand({ name: platform.kubernetes.clusterName }))
    const topics = await new SNSClient(to).send(new ListTopicsCommand())
    const spoilt = await new RDSDataClient(to).send(
      new ExecuteStatementCommand({
        resourceArn: clusters.DBClusters?.[0]?.DBClusterArn,
        secretArn: secret.ARN,
        database,
        sql: "SELECT COUNT(*) FROM wp_posts WHERE post_content LIKE '%BROKEN%'",
      }),
    )

    expect(identity.Arn).toBe(`arn:aws:sts::${platform.account}:assumed-role/wordpress-prod-operator/muster`)
    expect(clusters.DBClusters).toMatchObject([{ Status: 'available', DBClusterMembers: [{}, {}] }])
    expect(points.RecoveryPoints).toMatchObject([{ Status: 'COMPLETED', ResourceType: 'Aurora' }])
    expect(key.KeyMetadata?.Arn).toBe(kmsKeyId)
    expect(cluster.cluster?.status).toBe('ACTIVE')
    expect(topics.Topics?.[0]?.TopicArn).toMatch(platform.muster.topic)
    expect(spoilt.records?.[0]?.[0]?.longValue).toBeGreaterThan(0)
  })

  test('store and read objects, with the bucket in the path or in the host name', async () => {
    const { controlBucket: Bucket } = platform.muster
    const inPath = new S3Client(connecting(sandbox))
    const inHost = new S3Client({
      ...connecting(sandbox),
      endpoint: sandbox.url.replace('127.0.0.1', 'localhost'),
      requestHandler: new NodeHttpHandler({ httpAgent: allNamesAreHere() }),
    })
    const put = await inPath.send(new PutObjectCommand({ Bucket, Key: 'notes/ä b+c.txt', Body: 'from the path' }))
    const got = await inHost.send(new GetObjectCommand({ Bucket, Key: 'notes/ä b+c.txt' }))

    expect(await got.Body?.transformToString()).toBe('from the path')
    expect([put.ETag, got.ETag]).toEqual([expect.stringMatching(/^"[0-9a-f]{32}"$/), put.ETag])
    const { Buckets, ContinuationToken } = await inPath.send(new ListBucketsCommand({}))
    expect([Buckets?.length, typeof ContinuationToken]).toEqual([1, 'string'])
  })

  test('page through lists to their ends', async () => {
    const instances: (string | undefined)[] = []
    for await (const { DBInstances } of paginateDescribeDBInstances(
      { client: new RDSClient(connecting(sandbox)) },
      {},
    )) {
      expect(DBInstances).toHaveLength(1)
      instances.push(DBInstances?.[0]?.DBInstanceIdentifier)
    }
    const machines: (string | undefined)[] = []
    for await (const page of paginateListStateMachines({ client: new SFNClient(connecting(sandbox)) }, {})) {
      machines.push(...(page.stateMachines ?? []).map(({ name }) => name))
    }

    expect(instances).toEqual([`${clusterId}-1`, `${clusterId}-2`])
    expect(machines).toContain('wordpress-prod-database-corruption-drill')
  })

  test.each<[string, (to: ReturnType<typeof connecting>) => Promise<unknown>, object]>([
    [
      'Query',
      to => new RDSClient(to).send(new DescribeDBClustersCommand({ DBClusterIdentifier: 'none' })),
      { name: 'DBClusterNotFoundFault', $metadata: { httpStatusCode: 404 } },
    ],
    [
      'REST XML',
      to => new S3Client(to).send(new GetObjectCommand({ Bucket: platform.muster.controlBucket, Key: 'none' })),
      { name: 'NoSuchKey', $metadata: { httpStatusCode: 404 } },
    ],
    [
      'REST JSON',
      to => new EKSClient(to).send(new DescribeClusterCommand({ name: 'none' })),
      { name: 'ResourceNotFoundException', $metadata: { httpStatusCode: 404 } },
    ],
    [
      'JSON 1.1',
      to => new SecretsManagerClient(to).send(new GetSecretValueCommand({ SecretId: 'none' })),
      { name: 'ResourceNotFoundException', $metadata: { httpStatusCode: 400 } },
    ],
    [
      'JSON 1.0',
      to => new SFNClient(to).send(new StartExecutionCommand({ stateMachineArn: 'none' })),
      { name: 'InvalidArn', $metadata: { httpStatusCode: 400 } },
    ],
    [
      'Query, where nothing is simulated',
      to => new RDSClient(to).send(new DescribeDBProxiesCommand({})),
      { name: 'NotSimulated', message: expect.stringContaining('rds:DescribeDBProxies') },
    ],
    [
      'an unknown key',
      to =>
        new STSClient({ ...to, credentials: { accessKeyId: 'AKIAX', secretAccessKey: 'x' } }).send(
          new GetCallerIdentityCommand(),
        ),
      { name: 'InvalidClientTokenId', $metadata: { httpStatusCode: 403 } },
    ],
    [
      'another region',
      to => new RDSClient({ ...to, region: 'eu-west-1' }).send(new DescribeDBClustersCommand({})),
      { name: 'NotSimulated', message: expect.stringContaining('rds in eu-west-1') },
    ],
  ])('read errors in the form of their protocol: %s', async (_, send, error) => {
    await expect(send(connecting(sandbox))).rejects.toMatchObject(error)
  })

  test('are who their key says: a viewer may look and read no secret, a function may do what its contract needs', async () => {
    const secret = new GetSecretValueCommand({ SecretId: platform.database.secret })
    const viewer = connecting(sandbox, 'viewer')
    const drill = connecting(sandbox, 'wordpress-prod-restore-cluster-drill-use1')
    const onlyCluster = new DescribeDBClustersCommand({ DBClusterIdentifier: clusterId })

    expect((await new RDSClient(viewer).send(onlyCluster)).DBClusters).toHaveLength(1)
    await expect(new SecretsManagerClient(viewer).send(secret)).rejects.toMatchObject({ name: 'AccessDeniedException' })
    await expect(new SecretsManagerClient(drill).send(secret)).rejects.toMatchObject({ name: 'AccessDeniedException' })
    const become = new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${platform.account}:role/x`, RoleSessionName: 'me' })
    await expect(new STSClient(viewer).send(become)).rejects.toMatchObject({ name: 'AccessDenied' })
  })

  test('start a recovery and watch it while time is advanced and a person decides', async () => {
    const client = new SFNClient(connecting(sandbox))
    const [struck] = sandbox.disasters
    const input = JSON.stringify(struck?.input)
    const { executionArn } = await client.send(
      new StartExecutionCommand({ stateMachineArn: struck?.stateMachineArn, name: 'by-hand', input }),
    )
    const execution = () => client.send(new DescribeExecutionCommand({ executionArn }))
    await advance(sandbox, 2 * minutes)
    const [question] = sandbox.questions.open()
    expect(question).toMatchObject({ run: 'by-hand', title: 'Accept the data loss' })
    // Nobody is on record as who asked for it: one approver is not enough.
    const twoApprove = async (approvalId: string) => {
      const outcomes: unknown[] = []
      for (const by of ['ada', 'grace'])
        outcomes.push((await post(sandbox, '/decide', { approvalId, verdict: 'approve', by })).json().outcome)
      return outcomes
    }
    const outcomes = await twoApprove(question?.approvalId ?? '')
    expect(outcomes).toEqual(['needs-another-approver', 'recorded'])
    expect(sandbox.questions.open()).toEqual([])

    let { status } = await execution()
    for (let looks = 0; status === 'RUNNING' && looks < 30; looks++) {
      await advance(sandbox, 10 * minutes)
      for (const { approvalId } of sandbox.questions.open()) await twoApprove(approvalId)
      status = (await execution()).status
    }

    const { output } = await execution()
    expect(JSON.parse(output ?? '{}')).toMatchObject({ ending: 'Recovered' })
    const types: (string | undefined)[] = []
    for await (const { events } of paginateGetExecutionHistory({ client }, { executionArn })) {
      types.push(...(events ?? []).map(({ type }) => type))
      if (types.length === 50) break
    }
    expect(types[0]).toBe('ExecutionStarted')
    expect((await ask(sandbox, '/_muster/state')).json()).toMatchObject({
      visitors: { lastMinute: { ok: 12, wrong: 0, failed: 0 } },
      runs: [{ status: 'SUCCEEDED' }],
    })
  }, 60_000)
})

describe('A sandbox on this machine', () => {
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await served()
  })
  afterAll(() => sandbox.stop())

  test('lets time stand still until it is advanced, but for what a call takes', async () => {
    const now = async () => Date.parse(String((await ask(sandbox, '/_muster/state')).json().now))
    const before = await now()
    expect(await now()).toBe(before)
    await new STSClient(connecting(sandbox)).send(new GetCallerIdentityCommand())
    const after = await now()
    expect(after - before).toBeGreaterThan(0)
    expect(after - before).toBeLessThan(1000)
    await advance(sandbox, 90)
    expect((await now()) - after).toBe(90_000)
  })

  test('lets a disaster strike, and shows the site as visitors see it', async () => {
    expect((await ask(sandbox, '/_muster/site')).text).toContain('The Harbour Gazette')
    const struck = await post(sandbox, '/strike', { scenario: 'database-corruption' })
    const { now } = (await ask(sandbox, '/_muster/state')).json()

    expect(struck.json()).toMatchObject({ at: now, input: { damagedAt: now } })
    expect((await ask(sandbox, '/_muster/site')).text).toContain('BROKEN')
    expect((await ask(sandbox, '/_muster/site?p=2')).status).toBe(200)
  })

  test.each<[string, number, RegExp, () => ReturnType<typeof ask>]>([
    [
      'a page in a browser under another name',
      421,
      /not as "evil.example"/,
      () => ask(sandbox, '/_muster/state', { headers: { host: 'evil.example' } }),
    ],
    ['too large a body', 413, /16777216 bytes/, () => ask(sandbox, '/x', { body: new Uint8Array(BODY_LIMIT + 1) })],
    ['a path that is no UTF-8', 400, /percent-encoded/, () => ask(sandbox, '/bucket/%ff')],
    ['an unsigned request', 403, /MissingAuthenticationToken/, () => ask(sandbox, '/bucket/key')],
    ['an unknown endpoint', 404, /POST \/_muster\/advance/, () => ask(sandbox, '/_muster/none')],
    ['an unknown role', 404, /operator, approver, viewer/, () => ask(sandbox, '/_muster/env?role=none')],
    ['a disaster nobody prepared', 400, /database-corruption/, () => post(sandbox, '/strike', { scenario: 'flood' })],
    ['a year at once', 400, /604800/, () => advance(sandbox, 31_536_000)],
    ['no JSON', 400, /no JSON/, () => ask(sandbox, '/_muster/advance', { method: 'POST', body: 'seconds=5' })],
    ['a token of no role', 401, /no role "none"/, () => ask(sandbox, '/_muster/kubernetes/none/api')],
  ])('turns away %s', async (_, status, text, send) => {
    const answer = await send()
    expect([answer.status, answer.text]).toEqual([status, expect.stringMatching(text)])
  })

  test('tells a shell how to connect', async () => {
    const { text } = await ask(sandbox, '/_muster/env?role=viewer')
    expect(text).toContain(`export AWS_ENDPOINT_URL=${sandbox.url}\n`)
    expect(text).toContain('export AWS_DEFAULT_REGION=us-east-1\n')
  })

  test('refuses a port that is taken, and is gone when it has stopped', async () => {
    const { port } = new URL(sandbox.url)
    await expect(served({ port: Number(port) })).rejects.toMatchObject({ name: 'PortRefused' })
    const other = await served()
    await other.stop()
    await expect(other.ended).resolves.toBeUndefined()
    await expect(ask(other, '/_muster/state')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })
})

test('no request has met a fault of the sandbox itself', () => {
  expect(faults).toEqual([])
})
