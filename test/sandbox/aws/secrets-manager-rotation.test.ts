// Rotations of secrets at a bad time: when they come, what they overwrite, and what they leave behind.
import { describe, expect, test } from '@jest/globals'
import { ask, day, needs, start } from './calling.ts'
import { token, world } from './secrets-manager-world.ts'

const lambdaArn = 'arn:aws:lambda:us-east-1:111122223333:function:rotate'

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
