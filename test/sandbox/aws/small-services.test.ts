// The smallest services: topics, cluster doors, tokens for them, keys, and the API in front of the engine.
import { createHash, createHmac } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { SignatureV4 } from '@smithy/signature-v4'
import fc from 'fast-check'
import { Eks } from '../../../sandbox/aws/eks/index.ts'
import { Kms } from '../../../sandbox/aws/kms/index.ts'
import { nextOccurrence, parseSchedule } from '../../../sandbox/aws/schedule.ts'
import { Sns } from '../../../sandbox/aws/sns/index.ts'
import { States } from '../../../sandbox/aws/states/index.ts'
import { Sts } from '../../../sandbox/aws/sts/index.ts'
import { Engine } from '../../../sandbox/engine/index.ts'
import { account, ask, everyPage, needs, refusal, role, start, surroundings } from './calling.ts'

const day = 86_400_000

describe('a topic', () => {
  function world(options = {}) {
    const around = surroundings()
    const sns = new Sns(around, options)
    const TopicArn = sns.seed({ name: 'wordpress-prod-muster' })
    const refused = (input: object) => refusal(sns.service, 'Publish', { TopicArn, Message: 'm', ...input })
    return { ...around, sns, service: sns.service, TopicArn, refused }
  }

  test('delivers later, perhaps twice, and the message can be read meanwhile', async () => {
    const { sns, service, TopicArn, clock, lifecycle } = world()
    const heard: string[] = []
    sns.subscribe('wordpress-prod-muster', ({ message }) => heard.push(message))
    ask(service, 'Publish', { TopicArn, Message: 'Held', Subject: 'Muster: a person must decide' })
    expect(sns.published(TopicArn)).toMatchObject([{ message: 'Held', at: start }])
    expect(heard).toEqual([])
    await clock.run(start + 20_000)
    expect(heard).toEqual(['Held'])
    lifecycle.override({ transition: 'sns.delivery', outcome: 'twice', times: 1 })
    ask(service, 'Publish', { TopicArn, Message: 'again' })
    await clock.run(start + 40_000)
    expect(heard).toEqual(['Held', 'again', 'again'])
  })

  test('refuses what SNS refuses', () => {
    const { refused, TopicArn } = world()
    expect(refused({ Message: '' })).toBe('InvalidParameterException')
    expect(refused({ Message: 'é'.repeat(131_073) })).toBe('InvalidParameterException')
    for (const Subject of ['', 'two\nlines', ' leading space', 'x'.repeat(100), 'Ümlaut']) {
      expect(refused({ Subject })).toBe('InvalidParameterException')
    }
    expect(refused({ MessageStructure: 'json', Message: '{"email":"x"}' })).toBe('InvalidParameterException')
    expect(refused({ TopicArn: `${TopicArn}-other` })).toBe('NotFoundException')
    expect(refused({ TopicArn: TopicArn.replace('us-east-1', 'us-west-2') })).toBe('InvalidParameterException')
    expect(refused({ PhoneNumber: '+15550100' })).toBe('NotSimulated')
  })

  test('takes exactly 256 KiB, attributes included', () => {
    const { service, TopicArn, refused } = world()
    const MessageAttributes = { kind: { DataType: 'String', StringValue: 'x' } }
    const Message = 'm'.repeat(262_144 - 'kind'.length - 'String'.length - 1)
    ask(service, 'Publish', { TopicArn, Message, MessageAttributes })
    expect(refused({ Message: `${Message}m`, MessageAttributes })).toBe('InvalidParameterException')
  })

  test('needs its customer-managed key, and topics are listed in pages', () => {
    const { sns, service } = world({ pageSize: 1 })
    const arn = sns.seed({ name: 'sealed', keyArn: 'arn:aws:kms:us-east-1:111122223333:key/k' })
    const actions = needs(service, 'Publish', { TopicArn: arn, Message: 'm' }).map(({ action }) => action)
    expect(actions).toEqual(['sns:Publish', 'kms:GenerateDataKey', 'kms:Decrypt'])
    const names = { items: 'Topics', token: 'NextToken', next: 'NextToken' }
    expect(everyPage(service, 'ListTopics', {}, names)).toMatchObject({ items: { length: 2 }, pages: 2 })
    expect(ask(service, 'GetTopicAttributes', { TopicArn: arn }).Attributes.KmsMasterKeyId).toContain('key/k')
  })
})

describe('a key', () => {
  const id = '5f0e7a52-7c1d-4d0a-9f51-1d1f0c6a2b01'
  function world() {
    const kms = new Kms(surroundings())
    const arn = kms.seed({ id, aliases: ['alias/wordpress-prod'] })
    return { kms, arn, service: kms.service }
  }

  test('is described by id, ARN, alias and alias ARN, and needs permission on the key itself', () => {
    const { service, arn } = world()
    const alias = arn.replace(`key/${id}`, 'alias/wordpress-prod')
    for (const KeyId of [id, arn, 'alias/wordpress-prod', alias]) {
      expect(ask(service, 'DescribeKey', { KeyId }).KeyMetadata).toMatchObject({ Arn: arn, Enabled: true })
      expect(needs(service, 'DescribeKey', { KeyId })[0]).toMatchObject({ action: 'kms:DescribeKey', resource: arn })
    }
  })

  test('of another region, missing or misspelt is refused', () => {
    const { service, kms, arn } = world()
    const refused = (KeyId: string) => refusal(service, 'DescribeKey', { KeyId })
    expect(refused(arn.replace('us-east-1', 'us-west-2'))).toBe('NotFoundException')
    expect(refused('alias/none')).toBe('NotFoundException')
    expect(refused(`${id.slice(0, -1)}2`)).toBe('NotFoundException')
    expect(refused('arn:aws:kms:us-east-1:111122223333:grant/x')).toBe('InvalidArnException')
    expect(kms.usable(arn)).toBe(true)
    expect(kms.usable(arn.replace('us-east-1', 'us-west-2'))).toBe(false)
  })

  test('that somebody disables or schedules for deletion is described but not usable', () => {
    const { kms, arn, service } = world()
    kms.change(arn, 'Disabled')
    expect(ask(service, 'DescribeKey', { KeyId: arn }).KeyMetadata).toMatchObject({
      Enabled: false,
      KeyState: 'Disabled',
    })
    kms.change(arn, 'PendingDeletion')
    expect(ask(service, 'DescribeKey', { KeyId: arn }).KeyMetadata.DeletionDate).toEqual(new Date(start + 30 * day))
    expect(kms.usable(arn)).toBe(false)
  })
})

describe('a cluster', () => {
  const network = { vpcId: 'vpc-1', subnetIds: ['subnet-1'], securityGroupIds: ['sg-1'] }
  const seed = { name: 'wordpress-prod', version: '1.33', roleArn: role, certificateAuthority: 'Q0E=', network }
  const entry = { clusterName: 'wordpress-prod', principalArn: role }

  test('tells its endpoint and certificate only once it is ACTIVE', async () => {
    const around = surroundings()
    const eks = new Eks(around)
    eks.seed({ ...seed, creating: true })
    const describe = () => ask(eks.service, 'DescribeCluster', { name: 'wordpress-prod' }).cluster
    expect(describe()).not.toHaveProperty('endpoint')
    expect(describe()).not.toHaveProperty('certificateAuthority')
    await around.clock.run(start + 1_200_000)
    expect(describe()).toMatchObject({ status: 'ACTIVE', certificateAuthority: { data: 'Q0E=' } })
    expect(describe().endpoint).toMatch(/^https:\/\/[0-9A-F]{32}\.gr7\.us-east-1\.eks\.amazonaws\.com$/)
    expect(refusal(eks.service, 'DescribeCluster', { name: 'other' })).toBe('ResourceNotFoundException')
  })

  test('honours a change of its access entries a while after the API tells it', async () => {
    const around = surroundings()
    const eks = new Eks(around)
    eks.seed({ ...seed, access: [{ principalArn: role, kubernetesGroups: ['muster-recover'] }] })
    expect(eks.identityOf('wordpress-prod', role)?.groups).toEqual(['muster-recover'])
    eks.revoke('wordpress-prod', role)
    expect(refusal(eks.service, 'DescribeAccessEntry', entry)).toBe('ResourceNotFoundException')
    expect(eks.identityOf('wordpress-prod', role)).toBeDefined()
    await around.clock.run(start + 60_000)
    expect(eks.identityOf('wordpress-prod', role)).toBeUndefined()
    eks.grant('wordpress-prod', { principalArn: role, kubernetesGroups: ['drill'] })
    expect(ask(eks.service, 'DescribeAccessEntry', entry).accessEntry.kubernetesGroups).toEqual(['drill'])
    expect(eks.identityOf('wordpress-prod', role)).toBeUndefined()
  })

  test('lists entries in pages, none where access is kept in a ConfigMap', () => {
    const eks = new Eks(surroundings(), { pageSize: 1 })
    const other = `arn:aws:iam::${account}:role/path/other`
    eks.seed({ ...seed, access: [{ principalArn: role }, { principalArn: other }] })
    eks.seed({ ...seed, name: 'old', authenticationMode: 'CONFIG_MAP' })
    const names = { items: 'accessEntries', token: 'nextToken', next: 'nextToken' }
    const list = { clusterName: 'wordpress-prod' }
    expect(everyPage(eks.service, 'ListAccessEntries', list, names)).toEqual({ items: [role, other], pages: 2 })
    expect(refusal(eks.service, 'ListAccessEntries', { clusterName: 'old' })).toBe('InvalidRequestException')
    const [need] = needs(eks.service, 'DescribeAccessEntry', { ...entry, principalArn: other })
    expect(need?.resource).toMatch(/:access-entry\/wordpress-prod\/role\/111122223333\/other\/[0-9a-f-]{36}$/)
  })
})

describe('a bearer token', () => {
  const key = { accessKeyId: 'ASIATEST', secretAccessKey: 'secret', sessionToken: 'session/with+signs=' }
  const hash = (secret?: string | ArrayBuffer | ArrayBufferView) => {
    const made = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as string)
    return { update: (data: string) => void made.update(data), digest: async () => new Uint8Array(made.digest()) }
  }
  class Sha256 {
    readonly #made: ReturnType<typeof hash>
    constructor(secret?: string) {
      this.#made = hash(secret)
    }
    update(data: string) {
      this.#made.update(data)
    }
    digest() {
      return this.#made.digest()
    }
    reset() {}
  }

  function world(options: { readonly dark?: string } = {}) {
    const around = surroundings()
    const callerOf = (id: string) => (id === key.accessKeyId ? { roleArn: role, accountId: account } : undefined)
    const reachable = (region: string) => region !== options.dark
    const sts = new Sts(around, {
      callerOf,
      accessKey: () => key,
      reachable,
      assumable: arn => arn.endsWith('/trusting'),
    })
    return { ...around, sts }
  }

  interface Changes {
    readonly clusterName?: string
    readonly hostname?: string
    readonly region?: string
    readonly signedAt?: number
    readonly expiresIn?: number
    readonly query?: Record<string, string>
    readonly headers?: Record<string, string>
    readonly path?: string
    readonly credentials?: typeof key
    readonly edit?: (url: string) => string
  }

  async function token(changes: Changes = {}): Promise<string> {
    const { region = 'us-east-1', hostname = `sts.${region}.amazonaws.com`, clusterName = 'wordpress-prod' } = changes
    const signer = new SignatureV4({
      service: 'sts',
      region,
      credentials: changes.credentials ?? key,
      sha256: Sha256 as never,
    })
    const request = {
      method: 'GET',
      protocol: 'https:',
      hostname,
      path: changes.path ?? '/',
      query: { Action: 'GetCallerIdentity', Version: '2011-06-15', ...changes.query },
      headers: changes.headers ?? { host: hostname, 'x-k8s-aws-id': clusterName },
    }
    const unhoistableHeaders = new Set(['x-k8s-aws-id'])
    const { expiresIn = 60, signedAt = start } = changes
    const signed = await signer.presign(request, { signingDate: new Date(signedAt), expiresIn, unhoistableHeaders })
    const query = Object.entries(signed.query ?? {}).map(
      ([name, value]) => `${name}=${encodeURIComponent(String(value))}`,
    )
    const url = `https://${hostname}${signed.path}?${query.join('&')}`
    return `k8s-aws-v1.${Buffer.from((changes.edit ?? (text => text))(url)).toString('base64url')}`
  }

  const verify = async (changes: Changes = {}, clusterName = 'wordpress-prod') =>
    world().sts.verifyToken(await token(changes), clusterName)

  test('signed by the real signer for this cluster is the role', async () => {
    expect(await verify()).toMatchObject({ roleArn: role, accountId: account })
    expect(await verify({ clusterName: 'other' }, 'other')).toMatchObject({ roleArn: role })
    expect(await verify({}, 'other')).toEqual({ refused: expect.stringContaining('error from AWS') })
    expect(await verify({ region: 'us-west-2' })).toMatchObject({ roleArn: role })
    expect(await verify({ hostname: 'sts.amazonaws.com' })).toMatchObject({ roleArn: role })
  })

  test('is refused for each reason the authenticator knows', async () => {
    const cases: readonly (readonly [Changes, string])[] = [
      [{ clusterName: 'other' }, 'error from AWS'],
      [{ credentials: { ...key, secretAccessKey: 'stolen' } }, 'error from AWS'],
      [{ credentials: { ...key, accessKeyId: 'ASIAOTHER' } }, 'error from AWS'],
      [{ region: 'us-west-2', hostname: 'sts.us-east-1.amazonaws.com' }, 'error from AWS'],
      [{ signedAt: start + 6 * 60_000 }, 'error from AWS'],
      [{ query: { Version: '2010-01-01' } }, 'error from AWS'],
      [{ headers: { host: 'sts.us-east-1.amazonaws.com' } }, 'did not sign the x-k8s-aws-id header'],
      [{ query: { 'x-amz-user-agent': 'aws-sdk' } }, 'non-whitelisted query parameter'],
      [{ query: { 'X-Amz-Content-Sha256': 'x' } }, 'non-whitelisted query parameter'],
      [{ query: { Action: 'AssumeRole' } }, 'unexpected action'],
      [{ path: '/x' }, 'unexpected path'],
      [{ expiresIn: 901 }, 'invalid X-Amz-Expires'],
      [{ hostname: 'sts.example.com' }, 'unexpected hostname'],
      [{ edit: url => url.replace('https', 'http') }, 'unexpected scheme'],
      [{ edit: url => `${url}&Action=GetCallerIdentity` }, 'multiple values'],
      [{ edit: url => url.replace(/X-Amz-Date=[^&]*/, 'X-Amz-Date=now') }, 'error parsing X-Amz-Date'],
      [{ edit: url => `${url}${'#'.repeat(4096)}` }, 'too large'],
    ]
    for (const [changes, reason] of cases) {
      expect(await verify(changes)).toEqual({ refused: expect.stringContaining(reason) })
    }
  })

  test('is refused with padding, without prefix, and where STS is dark', async () => {
    const { sts } = world({ dark: 'us-east-1' })
    const good = await token()
    expect(sts.verifyToken(good, 'wordpress-prod')).toEqual({ refused: expect.stringContaining('did not answer') })
    expect(sts.verifyToken(`${good}=`, 'wordpress-prod')).toEqual({ refused: expect.stringContaining('padding') })
    expect(sts.verifyToken(good.slice(1), 'wordpress-prod')).toEqual({ refused: expect.stringContaining('prefix') })
  })

  test('lives fifteen minutes, whatever its expiry says', async () => {
    const { sts, clock } = world()
    const made = await token({ expiresIn: 1 })
    await clock.run(start + 15 * 60_000)
    expect(sts.verifyToken(made, 'wordpress-prod')).toMatchObject({ roleArn: role })
    await clock.run(start + 15 * 60_000 + 1)
    expect(sts.verifyToken(made, 'wordpress-prod')).toEqual({ refused: expect.stringContaining('expired') })
  })

  test('comes from a role that STS names as a session, and other roles are assumed for an hour at most', () => {
    const { service } = world().sts
    expect(ask(service, 'GetCallerIdentity', {}).Arn).toBe(`arn:aws:sts::${account}:assumed-role/muster-test/muster`)
    expect(needs(service, 'GetCallerIdentity', {})).toEqual([])
    const trusting = { RoleArn: `arn:aws:iam::${account}:role/trusting`, RoleSessionName: 'drill' }
    const assumed = ask(service, 'AssumeRole', trusting)
    expect(assumed.Credentials).toMatchObject({ AccessKeyId: key.accessKeyId, Expiration: new Date(start + 3_600_000) })
    expect(needs(service, 'AssumeRole', trusting)[0]).toMatchObject({
      action: 'sts:AssumeRole',
      resource: trusting.RoleArn,
    })
    expect(refusal(service, 'AssumeRole', { ...trusting, RoleArn: role })).toBe('AccessDenied')
    expect(refusal(service, 'AssumeRole', { ...trusting, DurationSeconds: 7200 })).toBe('ValidationError')
    expect(refusal(service, 'AssumeRole', { ...trusting, RoleSessionName: 'two words' })).toBe('ValidationError')
  })
})

describe('Step Functions', () => {
  const definition = JSON.stringify({
    QueryLanguage: 'JSONata',
    StartAt: 'Wait',
    States: { Wait: { Type: 'Wait', Seconds: 60, Next: 'Done' }, Done: { Type: 'Succeed' } },
  })
  function world(options: { readonly pageSize?: number } = {}) {
    const around = surroundings()
    const hooks = { invokeLambda: () => Promise.reject(new Error('no functions here')) }
    const engine = new Engine({ ...around, hooks })
    const { arn } = engine.createStateMachine({ name: 'recover', definition, roleArn: role })
    const states = new States(around, { engine, ...options })
    const begin = (name: string, input = '{}') =>
      ask(states.service, 'StartExecution', { stateMachineArn: arn, name, input })
    return { ...around, arn, engine, service: states.service, begin }
  }

  test('starts once for the same name and input, and refuses the name for ninety days', async () => {
    const { begin, service, arn, clock } = world()
    const first = begin('s1-incident')
    expect(begin('s1-incident')).toEqual(first)
    const again = { stateMachineArn: arn, name: 's1-incident', input: '{"other":1}' }
    expect(refusal(service, 'StartExecution', again)).toBe('ExecutionAlreadyExists')
    expect(refusal(service, 'StartExecution', { ...again, name: 'two words' })).toBe('InvalidName')
    expect(refusal(service, 'StartExecution', { ...again, stateMachineArn: `${arn}x` })).toBe(
      'StateMachineDoesNotExist',
    )
    expect(refusal(service, 'StartExecution', { ...again, stateMachineArn: `${arn}:live` })).toBe('NotSimulated')
    expect(refusal(service, 'StartExecution', { ...again, stateMachineArn: 'recover' })).toBe('InvalidArn')
    await clock.run(start + 120_000)
    expect(refusal(service, 'StartExecution', { stateMachineArn: arn, name: 's1-incident' })).toBe(
      'ExecutionAlreadyExists',
    )
  })

  test('describes a running, a finished and a stopped execution', async () => {
    const { begin, service, clock, arn } = world()
    const { executionArn } = begin('a', '{"x":1}')
    const describe = (of = executionArn) => ask(service, 'DescribeExecution', { executionArn: of })
    expect(describe()).toMatchObject({ status: 'RUNNING', input: '{"x":1}', redriveStatus: 'NOT_REDRIVABLE' })
    expect(describe()).not.toHaveProperty('stopDate')
    const stopped = begin('b').executionArn
    ask(service, 'StopExecution', { executionArn: stopped, error: 'Aborted', cause: 'by a person' })
    await clock.run(start + 120_000)
    expect(describe()).toMatchObject({ status: 'SUCCEEDED', stopDate: new Date(start + 60_000) })
    expect(describe(stopped)).toMatchObject({ status: 'ABORTED', error: 'Aborted', redriveStatus: 'REDRIVABLE' })
    expect(ask(service, 'StopExecution', { executionArn }).stopDate).toEqual(new Date(start + 60_000))
    await clock.run(start + 91 * day)
    expect(refusal(service, 'DescribeExecution', { executionArn })).toBe('ExecutionDoesNotExist')
    expect(ask(service, 'ListExecutions', { stateMachineArn: arn }).executions).toEqual([])
  })

  test('gives history and executions page by page, forwards and backwards, with or without payloads', async () => {
    const { begin, service, clock, arn } = world({ pageSize: 1 })
    const { executionArn } = begin('a', '{"secret":1}')
    begin('b')
    await clock.run(start + 120_000)
    const names = { items: 'events', token: 'nextToken', next: 'nextToken' }
    const forwards = everyPage(service, 'GetExecutionHistory', { executionArn }, names)
    expect(forwards.pages).toBe(forwards.items.length)
    expect(forwards.items.map(({ id }) => id)).toEqual(forwards.items.map((_, index) => index + 1))
    const backwards = everyPage(service, 'GetExecutionHistory', { executionArn, reverseOrder: true }, names)
    expect(backwards.items).toEqual(forwards.items.toReversed())
    const bare = everyPage(service, 'GetExecutionHistory', { executionArn, includeExecutionData: false }, names)
    expect(JSON.stringify(forwards.items)).toContain('secret')
    expect(JSON.stringify(bare.items)).not.toContain('secret')
    const list = { items: 'executions', token: 'nextToken', next: 'nextToken' }
    expect(everyPage(service, 'ListExecutions', { stateMachineArn: arn }, list).pages).toBe(2)
    expect(ask(service, 'ListExecutions', { stateMachineArn: arn, statusFilter: 'RUNNING' }).executions).toEqual([])
    expect(refusal(service, 'GetExecutionHistory', { executionArn, nextToken: 'x' })).toBe('InvalidToken')
  })

  test('answers tokens without a resource level, and refuses the ones nobody waits for', () => {
    const { service, arn } = world()
    expect(needs(service, 'SendTaskSuccess', { taskToken: 't' })).toEqual([
      { action: 'states:SendTaskSuccess', resource: '*' },
    ])
    expect(needs(service, 'StartExecution', { stateMachineArn: arn })).toEqual([
      { action: 'states:StartExecution', resource: arn },
    ])
    for (const operation of ['SendTaskSuccess', 'SendTaskFailure', 'SendTaskHeartbeat']) {
      expect(refusal(service, operation, { taskToken: 'nonsense', output: '{}' })).toBe('InvalidToken')
      expect(refusal(service, operation, { taskToken: 'A'.repeat(2049), output: '{}' })).toBe('InvalidToken')
    }
    expect(ask(service, 'DescribeStateMachine', { stateMachineArn: arn })).toMatchObject({
      definition,
      type: 'STANDARD',
    })
  })
})

describe('a schedule', () => {
  const expressions = fc.constantFrom(
    'rate(1 day)',
    'rate(30 days)',
    'rate(5 hours)',
    'cron(0 5 ? * * *)',
    'cron(30 * * * ? *)',
    'cron(15 */6 ? * * *)',
  )
  test('always comes again, later and not before its time', () => {
    fc.assert(
      fc.property(expressions, fc.integer({ min: 0, max: 400 * 1440 }), (expression, minutes) => {
        const after = start + minutes * 60_000 + 1
        const schedule = parseSchedule(expression)
        const next = nextOccurrence(schedule, after)
        expect(next).toBeGreaterThan(after)
        const longest = schedule.every === 'days' ? schedule.days * day : schedule.hours * 3_600_000
        expect(next - after).toBeLessThanOrEqual(longest)
        // Nothing lies between: asked again just before, the answer is the same, except that whole days are counted anew.
        if (longest <= day) expect(nextOccurrence(schedule, next - 1)).toBe(next)
      }),
    )
  })
})
