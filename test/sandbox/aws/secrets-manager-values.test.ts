// Values of secrets as the operator meets them: whole strings, labels that move, names and tags.
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { ask, day, everyPage, needs, start } from './calling.ts'
import { name, token, world } from './secrets-manager-world.ts'

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
