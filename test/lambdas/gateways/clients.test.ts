// The one client factory: what all SDK clients share on AWS and in a rehearsal.
import { createServer } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { BackupClient, DescribeRestoreJobCommand, StartRestoreJobCommand } from '@aws-sdk/client-backup'
import { DescribeDBClustersCommand, paginateDescribeDBClusters, RDSClient } from '@aws-sdk/client-rds'
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { describe, expect, test } from '@jest/globals'
import { type HttpRequest, HttpResponse } from '@smithy/protocol-http'
import type { RetryErrorType } from '@smithy/types'
import * as fc from 'fast-check'
import { clientFor } from '../../../lambdas/gateways/clients.ts'
import { tokenFor } from '../../../lambdas/gateways/idempotency-tokens.ts'
import { retryStrategy } from '../../../lambdas/gateways/retry-strategy.ts'
import { VirtualClock } from '../../../sandbox/clock.ts'

const NOON = Date.parse('2031-03-01T12:00:00Z')
const scope = { run: { id: 'run-1' }, step: 'restore' }
const command = (change: object = {}) =>
  new StartRestoreJobCommand({ RecoveryPointArn: 'arn:x', Metadata: { b: '2', a: '1' }, ...change })

/** Options whose handler keeps each request and answers with the next of `answers`, or with an empty one. */
function recording(answers: (HttpResponse | Error)[] = []) {
  const clock = new VirtualClock(NOON)
  const requests: HttpRequest[] = []
  const requestHandler = {
    async handle(request: HttpRequest) {
      requests.push(structuredClone({ ...request, headers: { ...request.headers } }) as HttpRequest)
      const answer = answers.shift() ?? new HttpResponse({ statusCode: 200, headers: {}, body: Buffer.from('{}') })
      if (answer instanceof Error) throw answer
      return { response: answer }
    },
  }
  const credentials = { accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token' }
  const options = { region: 'us-east-1', clock, chance: () => 0.5, requestHandler, credentials }
  return { clock, requests, options, body: (index = 0) => JSON.parse(Buffer.from(requests[index]?.body).toString()) }
}

async function settled<T>(clock: VirtualClock, work: Promise<T>): Promise<T> {
  let over = false
  const done = () => {
    over = true
  }
  work.then(done, done)
  await clock.run(() => over)
  return work
}

describe('one client for each class and environment', () => {
  test('is made once, and again for other options', () => {
    const [one, two] = [recording().options, recording().options]
    expect(clientFor(RDSClient, one)).toBe(clientFor(RDSClient, one))
    expect(clientFor(RDSClient, one)).not.toBe(clientFor(RDSClient, two))
    expect(clientFor(RDSClient, one)).not.toBe(clientFor(BackupClient, one))
  })

  test('a client on behalf of a step is still a client: the paginators of the SDK take it', async () => {
    const xml = (marker: string) =>
      new HttpResponse({
        statusCode: 200,
        headers: {},
        body: Buffer.from(
          `<R><DescribeDBClustersResult>${marker}<DBClusters><DBCluster/></DBClusters></DescribeDBClustersResult></R>`,
        ),
      })
    const { options } = recording([xml('<Marker>next</Marker>'), xml('')])
    let pages = 0
    for await (const _ of paginateDescribeDBClusters({ client: clientFor(RDSClient, options, scope) }, {})) pages += 1
    expect(pages).toBe(2)
  })
})

describe('time', () => {
  test('requests are signed with the clock, and the date of an answer does not change that', async () => {
    const wrongDate = new HttpResponse({
      statusCode: 400,
      headers: { date: 'Sat, 01 Jan 2000 00:00:00 GMT' },
      body: Buffer.from('{"__type":"ValidationException"}'),
    })
    const { options, requests, clock } = recording([wrongDate])
    await expect(
      settled(clock, clientFor(BackupClient, options).send(new DescribeRestoreJobCommand({ RestoreJobId: 'j' }))),
    ).rejects.toMatchObject({ name: 'ValidationException', $metadata: { attempts: 1 } })
    await clientFor(BackupClient, options).send(new DescribeRestoreJobCommand({ RestoreJobId: 'j' }))
    expect(requests.map(each => each.headers['x-amz-date'])).toEqual(['20310301T120000Z', '20310301T120000Z'])
    expect(requests[0]?.headers.authorization).toContain(
      'Credential=ASIAEXAMPLE/20310301/us-east-1/backup/aws4_request',
    )
  })
})

describe('idempotency tokens', () => {
  const sentToken = async (change: object = {}, on = scope) => {
    const { options, body } = recording()
    await clientFor(BackupClient, options, on).send(command(change))
    return body().IdempotencyToken as string
  }

  test('are the same for the same run, step and input, and else different', async () => {
    const token = await sentToken()
    expect(token).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    expect(await sentToken({ Metadata: { a: '1', b: '2' }, IamRoleArn: undefined })).toBe(token)
    const others = [
      await sentToken({ RecoveryPointArn: 'arn:y' }),
      await sentToken({}, { run: { id: 'run-2' }, step: 'restore' }),
      await sentToken({}, { run: { id: 'run-1' }, step: 'other' }),
    ]
    expect(new Set([token, ...others]).size).toBe(4)
  })

  test('a token that the caller gives is kept', async () => {
    expect(await sentToken({ IdempotencyToken: 'mine' })).toBe('mine')
    const { options, body } = recording()
    await clientFor(BackupClient, options).send(command({ IdempotencyToken: 'mine' }))
    expect(body().IdempotencyToken).toBe('mine')
  })

  test('without a step nothing is sent, rather than a random token', async () => {
    const { options, requests } = recording()
    await expect((async () => clientFor(BackupClient, options).send(command()))()).rejects.toThrow(
      'StartRestoreJob needs IdempotencyToken',
    )
    await expect(
      (async () => clientFor(SecretsManagerClient, options).send(new PutSecretValueCommand({ SecretId: 's' })))(),
    ).rejects.toThrow('PutSecretValue needs ClientRequestToken')
    expect(requests).toEqual([])
  })

  test('do not leak from one step to the next call of the same client', async () => {
    const { options } = recording()
    await clientFor(BackupClient, options, scope).send(command())
    await expect((async () => clientFor(BackupClient, options).send(command()))()).rejects.toThrow(
      'needs IdempotencyToken',
    )
  })

  test('repeated attempts carry the same one', async () => {
    const lost = Object.assign(new Error('lost'), { name: 'TimeoutError' })
    const { options, clock, requests, body } = recording([lost, lost])
    await settled(clock, clientFor(BackupClient, options, scope).send(command()))
    expect(requests).toHaveLength(3)
    expect(new Set([0, 1, 2].map(index => body(index).IdempotencyToken)).size).toBe(1)
  })

  test('do not depend on the order of keys, and do on every value', () => {
    const object = fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue(), { noNullPrototype: true })
    fc.assert(
      fc.property(object, input => {
        const reversed = Object.fromEntries(Object.entries(input).reverse())
        expect(tokenFor(scope, 'Op', reversed)).toBe(tokenFor(scope, 'Op', input))
        expect(tokenFor(scope, 'Op', { ...input, 'one more': 1 })).not.toBe(
          tokenFor(scope, 'Op', { ...input, 'one more': 2 }),
        )
      }),
    )
  })
})

describe('retries', () => {
  const waited = async (errorType: RetryErrorType, headers: Record<string, string> = {}, chance = 0.5) => {
    const clock = new VirtualClock(NOON)
    const strategy = retryStrategy({ clock, chance: () => chance })
    const error = Object.assign(new Error('no'), { $response: { headers } }) as never
    const waits: number[] = []
    let token = await strategy.acquireInitialRetryToken('')
    for (let refused = false; !refused; ) {
      const before = clock.now()
      const next = await settled(clock, strategy.refreshRetryTokenForRetry(token, { error, errorType })).catch(
        () => undefined,
      )
      if (next) {
        expect(next.getRetryDelay()).toBe(0)
        token = next
        waits.push(clock.now() - before)
      } else refused = true
    }
    return waits
  }

  test.each([
    ['throttles wait longer than other transient errors', 'THROTTLING', {}, [250, 500]],
    ['transient errors', 'TRANSIENT', {}, [50, 100]],
    ['a server error that is not transient is final', 'SERVER_ERROR', {}, []],
    ['so is the client’s own', 'CLIENT_ERROR', {}, []],
    ['Retry-After in seconds', 'THROTTLING', { 'retry-after': '3' }, [3000, 3000]],
    [
      'Retry-After as a date of the clock',
      'THROTTLING',
      { 'retry-after': 'Sat, 01 Mar 2031 12:00:05 GMT' },
      [5000, 500],
    ],
    ['a Retry-After longer than a step can bear', 'THROTTLING', { 'retry-after': '900' }, [20_000, 20_000]],
  ] as const)('%s', async (_name, type, headers, expected) => {
    expect(await waited(type, headers)).toEqual(expected)
  })

  test.each([500, 502, 503, 504])('status %i is repeated twice', async statusCode => {
    const broken = () => new HttpResponse({ statusCode, headers: {}, body: Buffer.from('{"__type":"Broken"}') })
    const { options, clock, requests } = recording([broken(), broken(), broken(), broken()])
    await expect(
      settled(clock, clientFor(BackupClient, options).send(new DescribeRestoreJobCommand({ RestoreJobId: 'j' }))),
    ).rejects.toMatchObject({ $metadata: { attempts: 3 } })
    expect(requests).toHaveLength(3)
  })
})

describe('without a handler of its own, as on AWS', () => {
  const real = { now: () => NOON, sleep: () => Promise.resolve() }
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' }

  test('requests go through one pool of kept-alive connections', async () => {
    let sockets = 0
    const server = createServer((_request, response) =>
      response.end('<R><GetCallerIdentityResult><Account>1</Account></GetCallerIdentityResult></R>'),
    )
    server.on('connection', () => {
      sockets += 1
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const options = { region: 'us-east-1', clock: real, credentials, endpoint }
    for (const client of [clientFor(STSClient, options), clientFor(STSClient, options, scope)])
      expect((await client.send(new GetCallerIdentityCommand({}))).Account).toBe('1')
    expect(sockets).toBe(1)
    const config = await (
      clientFor(RDSClient, options).config.requestHandler as unknown as { configProvider: Promise<object> }
    ).configProvider
    expect(config).toMatchObject({ connectionTimeout: 2_000, requestTimeout: 10_000, throwOnRequestTimeout: true })
    clientFor(STSClient, options).destroy()
    server.close()
  })

  test('a refused connection is repeated and then reported', async () => {
    const server = createTcpServer()
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    await new Promise(resolve => server.close(resolve))
    const client = clientFor(RDSClient, { region: 'us-east-1', clock: real, credentials, endpoint })
    await expect(client.send(new DescribeDBClustersCommand({}))).rejects.toMatchObject({
      $metadata: { attempts: 3 },
    })
  })
})
