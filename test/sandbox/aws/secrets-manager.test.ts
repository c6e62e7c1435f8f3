// Secrets Manager as the operator meets it: whole strings, labels that move, replicas, and rotations at a bad time.
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { SecretsManager } from '../../../sandbox/aws/secrets-manager/index.ts'
import { VirtualClock } from '../../../sandbox/clock.ts'
import { ask, everyPage, needs, refusal, start, surroundings } from './calling.ts'

const name = 'wordpress-prod/database'
const token = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
const day = 86_400_000
const lambdaArn = 'arn:aws:lambda:us-east-1:111122223333:function:rotate'

function world(options: ConstructorParameters<typeof SecretsManager>[1] = {}) {
  const around = surroundings()
  const secrets = new SecretsManager(around, options)
  const arn = secrets.seed({ name, value: JSON.stringify({ host: 'old', port: 3306, password: 'first' }) })
  const put = (value: string, number: number, more = {}) =>
    ask(secrets.service, 'PutSecretValue', {
      SecretId: name,
      SecretString: value,
      ClientRequestToken: token(number),
      ...more,
    })
  const stages = () => ask(secrets.service, 'DescribeSecret', { SecretId: name }).VersionIdsToStages
  const refused = (operation: string, input: object) =>
    refusal(secrets.service, operation, { SecretId: name, ...input })
  return { ...around, secrets, service: secrets.service, arn, put, stages, refused }
}

describe('writing a value', () => {
  test('replaces the whole string, and the version before becomes AWSPREVIOUS', () => {
    const { secrets, put, stages } = world()
    const before = secrets.current(name)?.versionId ?? ''
    put('{"host":"new"}', 1)
    expect(secrets.current(name)).toEqual({ versionId: token(1), value: '{"host":"new"}' })
    expect(stages()).toEqual({ [token(1)]: ['AWSCURRENT'], [before]: ['AWSPREVIOUS'] })
  })

  test('is repeated harmlessly with the same token, and refused with another value', () => {
    const { put, stages, refused } = world()
    put('a', 1)
    put('b', 2)
    const before = stages()
    put('a', 1)
    expect(stages()).toEqual(before)
    expect(refused('PutSecretValue', { SecretString: 'c', ClientRequestToken: token(1) })).toBe(
      'ResourceExistsException',
    )
    expect(refused('UpdateSecret', { SecretString: 'b', ClientRequestToken: token(2) })).toBe('ResourceExistsException')
  })

  test('is seen by readers a moment later', async () => {
    const { service, put, clock } = world()
    put('new', 1)
    expect(ask(service, 'GetSecretValue', { SecretId: name }).SecretString).not.toBe('new')
    expect(ask(service, 'GetSecretValue', { SecretId: name, VersionId: token(1) }).SecretString).toBe('new')
    await clock.run(start + 4000)
    expect(ask(service, 'GetSecretValue', { SecretId: name })).toMatchObject({
      SecretString: 'new',
      VersionId: token(1),
    })
  })

  test('is refused after a hundred versions in a day, and makes room the day after', async () => {
    const { service, put, refused, clock } = world()
    for (let number = 1; number < 100; number++) put(`value ${number}`, number)
    expect(refused('PutSecretValue', { SecretString: 'x', ClientRequestToken: token(100) })).toBe(
      'LimitExceededException',
    )
    await clock.run(start + day)
    put('x', 100)
    const list = { SecretId: name, IncludeDeprecated: true, MaxResults: 7 }
    const names = { items: 'Versions', token: 'NextToken', next: 'NextToken' }
    expect(everyPage(service, 'ListSecretVersionIds', list, names)).toMatchObject({ items: { length: 100 }, pages: 15 })
    expect(ask(service, 'ListSecretVersionIds', { SecretId: name }).Versions).toHaveLength(2)
  })

  test('is refused over 65,536 bytes, without a token, in binary, and for a secret that a service owns', () => {
    const { secrets, refused } = world()
    secrets.seed({ name: 'rds!cluster', value: '{}', owner: 'rds' })
    const value = { SecretString: 'x', ClientRequestToken: token(1) }
    expect(refused('PutSecretValue', { ...value, SecretString: 'é'.repeat(32_769) })).toBe('ValidationException')
    expect(refused('PutSecretValue', { SecretString: 'x' })).toBe('InvalidParameterException')
    expect(refused('PutSecretValue', { ...value, SecretBinary: new Uint8Array(1) })).toBe('NotSimulated')
    expect(refused('PutSecretValue', { ...value, SecretId: 'rds!cluster' })).toBe('InvalidRequestException')
    expect(refused('PutSecretValue', { ...value, SecretId: 'missing' })).toBe('ResourceNotFoundException')
  })

  test('needs the customer-managed key as well, and fails when the key is disabled', () => {
    const keyArn = 'arn:aws:kms:us-east-1:111122223333:key/k'
    const { secrets, service, refused } = world({ usable: key => key !== keyArn })
    const arn = secrets.seed({ name: 'sealed', value: 'v', keyArn, tags: { project: 'wordpress' } })
    const wanted = needs(service, 'PutSecretValue', { SecretId: 'sealed' })
    expect(wanted.map(each => `${each.action} ${each.resource}`)).toEqual([
      `secretsmanager:PutSecretValue ${arn}`,
      `kms:GenerateDataKey ${keyArn}`,
      `kms:Decrypt ${keyArn}`,
    ])
    expect(wanted[0]?.context).toMatchObject({ 'aws:ResourceTag/project': 'wordpress' })
    expect(wanted[1]?.context).toMatchObject({ 'kms:ViaService': 'secretsmanager.us-east-1.amazonaws.com' })
    expect(refused('GetSecretValue', { SecretId: 'sealed' })).toBe('DecryptionFailure')
    const put = { SecretId: 'sealed', SecretString: 'x', ClientRequestToken: token(1) }
    expect(refused('PutSecretValue', put)).toBe('EncryptionFailure')
  })
})

describe('naming a secret', () => {
  test('works by name, ARN and partial ARN, except where a partial ARN looks complete', () => {
    const { secrets, service, arn, refused } = world()
    expect(arn).toMatch(/:secret:wordpress-prod\/database-[A-Za-z0-9]{6}$/)
    for (const SecretId of [name, arn, arn.slice(0, -7)]) {
      expect(ask(service, 'GetSecretValue', { SecretId }).ARN).toBe(arn)
    }
    const reader = secrets.seed({ name: `${name}-reader`, value: 'r' })
    expect(ask(service, 'GetSecretValue', { SecretId: `${name}-reader` }).SecretString).toBe('r')
    expect(refused('GetSecretValue', { SecretId: reader.slice(0, -7) })).toBe('ResourceNotFoundException')
    expect(refused('GetSecretValue', { SecretId: arn.replace('us-east-1', 'us-west-2') })).toBe(
      'ResourceNotFoundException',
    )
  })
})

describe('moving AWSCURRENT back', () => {
  test('must name the version that holds it now', () => {
    const { secrets, put, refused, stages, service } = world()
    const first = secrets.current(name)?.versionId ?? ''
    put('new', 1)
    const move = { VersionStage: 'AWSCURRENT', MoveToVersionId: first }
    expect(refused('UpdateSecretVersionStage', move)).toBe('InvalidParameterException')
    expect(refused('UpdateSecretVersionStage', { ...move, RemoveFromVersionId: first })).toBe(
      'InvalidParameterException',
    )
    expect(refused('UpdateSecretVersionStage', { ...move, MoveToVersionId: token(9) })).toBe(
      'ResourceNotFoundException',
    )
    const remove = { VersionStage: 'AWSCURRENT', RemoveFromVersionId: token(1) }
    expect(refused('UpdateSecretVersionStage', remove)).toBe('InvalidParameterException')
    ask(service, 'UpdateSecretVersionStage', { SecretId: name, ...move, RemoveFromVersionId: token(1) })
    expect(stages()).toEqual({ [first]: ['AWSCURRENT'], [token(1)]: ['AWSPREVIOUS'] })
  })

  test('whatever is written and moved, one version is current and the one before it previous', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ write: fc.boolean(), pick: fc.nat(9) }), { maxLength: 25 }), steps => {
        const { secrets, put, service } = world()
        const ids = [secrets.current(name)?.versionId ?? '']
        let [now, before] = [ids[0], undefined as string | undefined]
        for (const [index, step] of steps.entries()) {
          const id = step.write ? token(index) : ids[step.pick % ids.length]
          if (step.write) ids.push(put(`value ${index}`, index).VersionId)
          else {
            const move = { VersionStage: 'AWSCURRENT', MoveToVersionId: id, RemoveFromVersionId: now }
            ask(service, 'UpdateSecretVersionStage', { SecretId: name, ...move })
          }
          if (id !== now) [now, before] = [id, now]
          const stages = Object.entries<string[]>(ask(service, 'DescribeSecret', { SecretId: name }).VersionIdsToStages)
          expect(stages.filter(([, labels]) => labels.includes('AWSCURRENT')).map(([each]) => each)).toEqual([now])
          const previous = stages.filter(([, labels]) => labels.includes('AWSPREVIOUS')).map(([each]) => each)
          expect(previous).toEqual(before === undefined ? [] : [before])
        }
      }),
      { numRuns: 30 },
    )
  })
})

describe('a replica', () => {
  function twoRegions() {
    const clock = new VirtualClock(start)
    const dark = new Set<string>()
    const regions = new Map<string, SecretsManager>()
    const peers = (region: string) => (dark.has(region) ? undefined : regions.get(region))
    const east = new SecretsManager(surroundings('us-east-1', clock), { peers })
    const west = new SecretsManager(surroundings('us-west-2', clock), { peers })
    regions.set('us-east-1', east).set('us-west-2', west)
    return { clock, dark, east, west }
  }
  const westArn = (arn: string) => arn.replace('us-east-1', 'us-west-2')
  const write = { SecretId: name, SecretString: 'w', ClientRequestToken: token(1) }

  test('follows its primary, keeps the ARN but for the region, and cannot be written', async () => {
    const { clock, east, west } = twoRegions()
    const arn = east.seed({ name, value: 'v' })
    const replicate = { SecretId: name, AddReplicaRegions: [{ Region: 'us-west-2' }] }
    const answer = ask(east.service, 'ReplicateSecretToRegions', replicate)
    expect(answer.ReplicationStatus).toEqual([{ Region: 'us-west-2', Status: 'InProgress' }])
    await clock.run(start + 60_000)
    expect(ask(west.service, 'DescribeSecret', { SecretId: name })).toMatchObject({
      ARN: westArn(arn),
      PrimaryRegion: 'us-east-1',
    })
    expect(refusal(west.service, 'PutSecretValue', write)).toBe('InvalidRequestException')
    ask(east.service, 'PutSecretValue', write)
    expect(west.current(name)?.value).toBe('v')
    await clock.run(start + 120_000)
    expect(west.current(name)).toEqual({ versionId: token(1), value: 'w' })
    expect(refusal(east.service, 'ReplicateSecretToRegions', replicate)).toBe('InvalidParameterException')
  })

  test('is promoted while the primary is dark, and no longer follows it afterwards', async () => {
    const { clock, dark, east, west } = twoRegions()
    east.seed({ name, value: 'v', replicas: [{ region: 'us-west-2' }] })
    dark.add('us-east-1')
    expect(refusal(east.service, 'StopReplicationToReplica', { SecretId: name })).toBe('InvalidRequestException')
    ask(west.service, 'StopReplicationToReplica', { SecretId: name })
    ask(west.service, 'PutSecretValue', write)
    dark.delete('us-east-1')
    ask(east.service, 'PutSecretValue', { ...write, SecretString: 'late' })
    await clock.run(start + 120_000)
    expect(west.current(name)?.value).toBe('w')
    expect(ask(east.service, 'DescribeSecret', { SecretId: name }).ReplicationStatus).toMatchObject([
      { Status: 'Failed', StatusMessage: expect.stringContaining('already exists') },
    ])
  })

  test('that was promoted is not overwritten by what was still on its way', async () => {
    const { clock, east, west } = twoRegions()
    east.seed({ name, value: 'v' })
    const forced = { SecretId: name, AddReplicaRegions: [{ Region: 'us-west-2' }], ForceOverwriteReplicaSecret: true }
    ask(east.service, 'ReplicateSecretToRegions', forced)
    await clock.run(start + 60_000)
    ask(east.service, 'PutSecretValue', { ...write, SecretString: 'on its way' })
    ask(west.service, 'StopReplicationToReplica', { SecretId: name })
    ask(west.service, 'PutSecretValue', write)
    await clock.run(start + 120_000)
    expect(west.current(name)?.value).toBe('w')
    expect(ask(east.service, 'DescribeSecret', { SecretId: name })).not.toHaveProperty('ReplicationStatus')
  })

  test('fails where the region is dark', async () => {
    const { clock, dark, east } = twoRegions()
    east.seed({ name, value: 'v' })
    dark.add('us-west-2')
    ask(east.service, 'ReplicateSecretToRegions', { SecretId: name, AddReplicaRegions: [{ Region: 'us-west-2' }] })
    await clock.run(start + 60_000)
    expect(ask(east.service, 'DescribeSecret', { SecretId: name }).ReplicationStatus[0].Status).toBe('Failed')
  })
})

describe('rotation', () => {
  function rotating(rotate?: (secretName: string, password: string) => void) {
    const seen: string[] = []
    const around = world({ rotate: rotate ?? ((_, password) => seen.push(password)) })
    const rules = { ScheduleExpression: 'rate(1 day)', Duration: '2h' }
    const value = JSON.stringify({ host: 'old', password: 'first', username: 'wordpress' })
    around.secrets.seed({ name: 'rotated', value, rotation: { lambdaArn, rules } })
    const current = () => JSON.parse(around.secrets.current('rotated')?.value ?? '{}')
    const describe = () => ask(around.service, 'DescribeSecret', { SecretId: 'rotated' })
    return { ...around, seen, current, describe }
  }
  const midnight = Date.UTC(2026, 10, 23)

  test('comes by itself within its window and changes the password in the database and in the secret', async () => {
    const { clock, seen, current, describe } = rotating()
    expect(describe().NextRotationDate).toEqual(new Date(midnight + 2 * 3_600_000 - 1000))
    await clock.run(midnight - 1)
    expect(seen).toEqual([])
    await clock.run(midnight + 3 * 3_600_000)
    expect(seen).toHaveLength(1)
    expect(current()).toEqual({ host: 'old', username: 'wordpress', password: seen[0] })
    await clock.run(midnight + 3 * 3_600_000 + 2 * day)
    expect(seen).toHaveLength(3)
  })

  test('overwrites a host that was written while it ran', async () => {
    const { clock, current, service } = rotating()
    ask(service, 'RotateSecret', { SecretId: 'rotated', ClientRequestToken: token(1) })
    const value = JSON.stringify({ host: 'restored', password: 'first', username: 'wordpress' })
    ask(service, 'PutSecretValue', { SecretId: 'rotated', SecretString: value, ClientRequestToken: token(2) })
    expect(current().host).toBe('restored')
    await clock.run(start + 120_000)
    expect(current().host).toBe('old')
  })

  test('is suspended by CancelRotateSecret and resumed without rotating at once', async () => {
    const { clock, seen, service, describe } = rotating()
    ask(service, 'CancelRotateSecret', { SecretId: 'rotated' })
    expect(describe()).toMatchObject({ RotationEnabled: false, RotationLambdaARN: lambdaArn })
    await clock.run(start + 3 * day)
    expect(seen).toEqual([])
    const resume = { SecretId: 'rotated', ClientRequestToken: token(1), RotateImmediately: false }
    ask(service, 'RotateSecret', resume)
    await clock.run(start + 3 * day + 120_000)
    expect(seen).toEqual([])
    await clock.run(start + 4 * day)
    expect(seen).toHaveLength(1)
  })

  test('that is cancelled under way changes nothing and leaves AWSPENDING behind', async () => {
    const { clock, seen, service, current, describe } = rotating()
    ask(service, 'RotateSecret', { SecretId: 'rotated', ClientRequestToken: token(1) })
    expect(ask(service, 'CancelRotateSecret', { SecretId: 'rotated' }).VersionId).toBe(token(1))
    await clock.run(start + 3 * day)
    expect(seen).toEqual([])
    expect(current().password).toBe('first')
    expect(describe().VersionIdsToStages[token(1)]).toEqual(['AWSPENDING'])
  })

  test('leaves AWSPENDING behind when the database cannot be reached, and says so on the next attempt', async () => {
    let down = true
    const passwords: string[] = []
    const { clock, secrets, service, refused, current } = rotating((_, password) => {
      if (down) throw new Error('connection refused')
      passwords.push(password)
    })
    ask(service, 'RotateSecret', { SecretId: 'rotated', ClientRequestToken: token(1) })
    await clock.run(start + 120_000)
    expect(secrets.rotationFailure('rotated')).toContain('connection refused')
    expect(current().password).toBe('first')
    down = false
    const again = { SecretId: 'rotated', ClientRequestToken: token(2) }
    expect(refused('RotateSecret', again)).toBe('InvalidRequestException')
    await clock.run(start + 240_000)
    expect(secrets.current('rotated')?.versionId).toBe(token(1))
    expect(current().password).toBe(passwords[0])
    expect(secrets.rotationFailure('rotated')).toBeUndefined()
  })

  test('needs a function, sane rules, and permission to invoke the function', () => {
    const { service, refused } = rotating()
    const request = { ClientRequestToken: token(1) }
    expect(refused('RotateSecret', request)).toBe('InvalidRequestException')
    expect(refused('CancelRotateSecret', {})).toBe('InvalidRequestException')
    const rules = { AutomaticallyAfterDays: 3, ScheduleExpression: 'rate(1 day)' }
    expect(refused('RotateSecret', { ...request, SecretId: 'rotated', RotationRules: rules })).toBe(
      'InvalidParameterException',
    )
    const odd = { ScheduleExpression: 'cron(0 8 1 * ? *)' }
    expect(refused('RotateSecret', { ...request, SecretId: 'rotated', RotationRules: odd })).toBe('NotSimulated')
    const wanted = needs(service, 'RotateSecret', { ...request, SecretId: 'rotated' })
    expect(wanted[1]).toEqual({ action: 'lambda:InvokeFunction', resource: lambdaArn })
    expect(wanted[0]?.context).toMatchObject({ 'secretsmanager:RotateImmediately': 'true' })
  })
})

test('tags are added and overwritten, and keys of AWS are refused', () => {
  const { service, refused } = world()
  ask(service, 'TagResource', {
    SecretId: name,
    Tags: [
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '2' },
    ],
  })
  ask(service, 'TagResource', { SecretId: name, Tags: [{ Key: 'a', Value: '3' }] })
  expect(ask(service, 'DescribeSecret', { SecretId: name }).Tags).toEqual([
    { Key: 'a', Value: '3' },
    { Key: 'b', Value: '2' },
  ])
  expect(refused('TagResource', { Tags: [{ Key: 'aws:x', Value: '' }] })).toBe('InvalidParameterException')
})
