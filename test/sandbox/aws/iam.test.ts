// The IAM evaluator: who may do what to which resource, and what the refusal says.
import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { Iam, type Statement } from '../../../sandbox/aws/iam/iam.ts'
import type { Principal } from '../../../sandbox/aws/iam/statement.ts'
import { denialMessage, type Verdict } from '../../../sandbox/aws/iam/verdict.ts'

const ACCOUNT = '111122223333'
const role = `arn:aws:iam::${ACCOUNT}:role/muster/restore`
const cluster = `arn:aws:rds:us-east-1:${ACCOUNT}:cluster:wordpress-rec-1f2e3d4c`
const key = `arn:aws:kms:us-east-1:${ACCOUNT}:key/5f0e7a52`
const root = `arn:aws:iam::${ACCOUNT}:root`

const allow = (action: string, resource: string, condition?: Statement['Condition']): Statement => ({
  Effect: 'Allow',
  Action: [action],
  Resource: [resource],
  ...(condition && { Condition: condition }),
})
const deny = (action: string, resource: string): Statement => ({ ...allow(action, resource), Effect: 'Deny' })
const by = (statement: Statement, principal: Principal): Statement => ({ ...statement, Principal: principal })

interface Question {
  readonly action: string
  readonly resource: string
  readonly context?: Readonly<Record<string, string | readonly string[]>>
}

function verdict(statements: readonly Statement[], question: Question, policy?: readonly Statement[]): Verdict {
  const iam = new Iam({ resourcePolicy: () => policy })
  iam.addRole({ arn: role, trust: ['lambda.amazonaws.com'], statements })
  return iam.allows(question, iam.callerOf(iam.accessKey(role).accessKeyId)!)
}

const may = (...given: Parameters<typeof verdict>) => verdict(...given).allowed
const restore = { action: 'rds:RestoreDBClusterToPointInTime', resource: cluster }
const decrypt = { action: 'kms:Decrypt', resource: key }

describe('identity policies', () => {
  test.each([
    ['nothing is allowed that no statement allows', [], false],
    ['the action and the resource as they are', [allow(restore.action, cluster)], true],
    ['actions are compared without regard to case', [allow('RDS:restoredbclustertopointintime', cluster)], true],
    ['resources are compared with regard to case', [allow(restore.action, cluster.toUpperCase())], false],
    ['a wildcard in the action', [allow('rds:Restore*', cluster)], true],
    ['a question mark stands for one character', [allow('rds:RestoreDBClusterToPointInTim?', cluster)], true],
    [
      'the resources of any run of this mode',
      [allow('rds:*', `arn:aws:rds:us-east-1:${ACCOUNT}:cluster:wordpress-rec-*`)],
      true,
    ],
    [
      'but not those of the other mode',
      [allow('rds:*', `arn:aws:rds:us-east-1:${ACCOUNT}:cluster:wordpress-dri-*`)],
      false,
    ],
    ['a dot in a pattern is a dot', [allow('rds.RestoreDBClusterToPointInTime', cluster)], false],
    ['a wildcard for the region', [allow('rds:*', `arn:aws:rds:*:${ACCOUNT}:cluster:wordpress-*`)], true],
    ['no wildcard of a part reaches across a colon', [allow('rds:*', `arn:aws:rds:*:cluster:wordpress-*`)], false],
    ['an explicit denial outweighs every permission', [allow('*', '*'), deny('rds:Restore*', '*')], false],
    ['a denial of something else does not', [allow('*', '*'), deny('rds:Delete*', '*')], true],
  ] as const)('%s', (_name, statements, expected) => {
    expect(may(statements, restore)).toBe(expected)
  })

  test('an action without resource level needs the wildcard resource', () => {
    const list = { action: 'backup:ListRestoreJobs', resource: '*' }
    expect(may([allow('backup:ListRestoreJobs', '*')], list)).toBe(true)
    expect(may([allow('backup:ListRestoreJobs', `arn:aws:backup:us-east-1:${ACCOUNT}:*`)], list)).toBe(false)
  })

  test('one denying statement is enough, wherever it stands', () => {
    const statements = fc.array(fc.constantFrom(allow('rds:*', '*'), allow('*', cluster), allow('s3:*', '*')))
    fc.assert(
      fc.property(statements, statements, (before, after) => {
        expect(may([...before, deny('rds:*', '*'), ...after], restore)).toBe(false)
      }),
    )
  })

  test('adding a permission never takes one away', () => {
    const any = fc.constantFrom(
      allow('rds:*', '*'),
      allow('*', cluster),
      allow('s3:*', '*'),
      deny('s3:*', '*'),
      deny('rds:*', key),
    )
    fc.assert(
      fc.property(fc.array(any), fc.constantFrom(allow('rds:*', cluster), allow('*', '*')), (statements, more) => {
        if (may(statements, restore)) expect(may([...statements, more], restore)).toBe(true)
      }),
    )
  })
})

describe('conditions', () => {
  const pass = {
    action: 'iam:PassRole',
    resource: `arn:aws:iam::${ACCOUNT}:role/restore`,
    context: { 'iam:PassedToService': 'backup.amazonaws.com', 'aws:TagKeys': ['muster:run', 'muster:mode'] },
  }
  const under = (condition: Statement['Condition']) => may([allow('iam:PassRole', '*', condition)], pass)

  test.each([
    [true, { StringEquals: { 'iam:PassedToService': 'backup.amazonaws.com' } }],
    [true, { StringEquals: { 'IAM:passedtoservice': ['rds.amazonaws.com', 'backup.amazonaws.com'] } }],
    [false, { StringEquals: { 'iam:PassedToService': 'Backup.amazonaws.com' } }],
    [false, { StringEquals: { 'aws:ResourceTag/muster:run': 'r' } }],
    [false, { StringNotEquals: { 'iam:PassedToService': 'backup.amazonaws.com' } }],
    [true, { StringNotEquals: { 'aws:ResourceTag/muster:run': 'r' } }],
    [true, { StringLike: { 'iam:PassedToService': 'backup.*' } }],
    [false, { StringEquals: { 'iam:PassedToService': 'backup.*' } }],
    [true, { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/muster/*` } }],
    [true, { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::*:role/muster/restore` } }],
    [false, { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam:*:role/muster/restore' } }],
    [true, { Bool: { 'aws:SecureTransport': 'true' } }],
    [false, { Bool: { 'aws:SecureTransport': 'false' } }],
    [true, { Null: { 'aws:ResourceTag/muster:run': 'true' } }],
    [false, { Null: { 'iam:PassedToService': 'true' } }],
    [true, { Null: { 'iam:PassedToService': 'false' } }],
    [true, { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['muster:run', 'muster:mode', 'muster:keep-until'] } }],
    [false, { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['muster:run'] } }],
    [true, { 'ForAllValues:StringEquals': { 'aws:NoSuchKey': ['x'] } }],
    [true, { 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['muster:run'] } }],
    [false, { 'ForAnyValue:StringEquals': { 'aws:NoSuchKey': ['x'] } }],
    [false, { StringEquals: { 'iam:PassedToService': 'backup.amazonaws.com', 'aws:NoSuchKey': 'x' } }],
    [
      false,
      { StringEquals: { 'iam:PassedToService': 'backup.amazonaws.com' }, Bool: { 'aws:SecureTransport': 'false' } },
    ],
  ] as const)('%s: %j', (expected, condition) => {
    expect(under(condition)).toBe(expected)
  })
})

describe('resource policies', () => {
  const objects = 'arn:aws:s3:::wordpress-prod-muster-control/*'
  const write = { action: 's3:PutObject', resource: 'arn:aws:s3:::wordpress-prod-muster-control/locks/a' }

  test.each([
    ['either side may allow within an account', [], [by(allow('s3:PutObject', objects), { AWS: role })], true],
    [
      'a denial in the policy outweighs the role',
      [allow('s3:*', '*')],
      [by(deny('s3:PutObject', objects), '*')],
      false,
    ],
    [
      'a denial for the account meets its roles',
      [allow('s3:*', '*')],
      [by(deny('s3:PutObject', objects), { AWS: root })],
      false,
    ],
    [
      'a denial for another role does not',
      [allow('s3:*', '*')],
      [by(deny('s3:PutObject', objects), { AWS: `${role}-other` })],
      true,
    ],
    [
      'naming the account leaves the decision to the role',
      [],
      [by(allow('s3:PutObject', objects), { AWS: ACCOUNT })],
      false,
    ],
    [
      'naming a session of the role',
      [],
      [by(allow('s3:PutObject', objects), { AWS: `arn:aws:sts::${ACCOUNT}:assumed-role/restore/muster` })],
      true,
    ],
    [
      'a service principal is no role',
      [],
      [by(allow('s3:PutObject', objects), { Service: 'lambda.amazonaws.com' })],
      false,
    ],
  ] as const)('%s', (_name, statements, policy, expected) => {
    expect(may(statements, write, policy)).toBe(expected)
  })

  test.each([
    [
      'the default key policy lets identity policies decide',
      [allow('kms:*', key)],
      [by(allow('kms:*', '*'), { AWS: root })],
      true,
    ],
    ['and then they must decide', [], [by(allow('kms:*', '*'), { AWS: root })], false],
    [
      'without the account in it, the role’s own policy does not count',
      [allow('kms:*', key)],
      [by(allow('kms:*', '*'), { AWS: `${role}-admin` })],
      false,
    ],
    ['a key policy that names the role is enough', [], [by(allow('kms:Decrypt', '*'), { AWS: [role] })], true],
    [
      'a delegation of other actions does not count',
      [allow('kms:*', key)],
      [by(allow('kms:Describe*', '*'), { AWS: root })],
      false,
    ],
    ['a key without a policy of its own has the default one', [allow('kms:Decrypt', key)], undefined, true],
  ] as const)('keys: %s', (_name, statements, policy, expected) => {
    expect(may(statements, decrypt, policy)).toBe(expected)
  })

  test('across accounts both sides must allow', () => {
    const foreign = {
      action: 'backup:CopyIntoBackupVault',
      resource: 'arn:aws:backup:us-west-2:444455556666:backup-vault:safe',
    }
    const [own, theirs] = [allow('backup:*', '*'), by(allow('backup:CopyIntoBackupVault', '*'), { AWS: root })]
    expect(may([own], foreign, [theirs])).toBe(true)
    expect(may([], foreign, [theirs])).toBe(false)
    expect(may([own], foreign, undefined)).toBe(false)
  })
})

describe('the refusal', () => {
  const caller = { roleArn: role, accountId: ACCOUNT }
  const said = (...given: Parameters<typeof verdict>) => {
    const found = verdict(...given)
    return found.allowed ? 'allowed' : denialMessage(found, given[1], caller)
  }
  const who = `User: arn:aws:sts::${ACCOUNT}:assumed-role/restore/muster is not authorized to perform:`

  test('says which kind of policy was wanting, or that one denies', () => {
    expect(said([], restore)).toBe(
      `${who} rds:RestoreDBClusterToPointInTime on resource: ${cluster} because no identity-based policy allows the rds:RestoreDBClusterToPointInTime action`,
    )
    expect(said([deny('*', '*')], restore)).toBe(
      `${who} rds:RestoreDBClusterToPointInTime on resource: ${cluster} with an explicit deny in an identity-based policy`,
    )
    expect(said([allow('*', '*')], decrypt, [by(deny('kms:Decrypt', '*'), '*')])).toMatch(
      /with an explicit deny in a resource-based policy$/,
    )
    expect(said([allow('*', '*')], decrypt, [by(allow('kms:Decrypt', '*'), { AWS: 'arn:aws:iam::1:role/x' })])).toMatch(
      /because no resource-based policy allows the kms:Decrypt action$/,
    )
  })
})

describe('roles and keys', () => {
  const variable = ['$', '{aws:PrincipalTag/team}'].join('')

  test('a key leads back to its role, and is the same each time', () => {
    const [one, two] = [new Iam(), new Iam()]
    for (const iam of [one, two]) iam.addRole({ arn: role, trust: ['backup.amazonaws.com'], statements: [] })
    expect(one.accessKey(role)).toEqual(two.accessKey(role))
    expect(one.callerOf(one.accessKey(role).accessKeyId)).toEqual({ roleArn: role, accountId: ACCOUNT })
    expect(one.callerOf('AKIANOBODY')).toBeUndefined()
    expect(() => one.accessKey(`${role}-none`)).toThrow('there is no role')
    expect(one.trusts(role, 'backup.amazonaws.com')).toBe(true)
    expect(one.trusts(role, 'rds.amazonaws.com')).toBe(false)
  })

  test.each([
    ['condition operator NumericLessThan', { ...allow('*', '*'), Condition: { NumericLessThan: { a: '1' } } }],
    [
      'condition operator StringEqualsIfExists',
      { ...allow('*', '*'), Condition: { StringEqualsIfExists: { a: '1' } } },
    ],
    ['policy element NotAction', { Effect: 'Allow', NotAction: ['iam:*'], Action: [], Resource: ['*'] }],
    [`policy variable ${variable}`, allow('*', `arn:aws:s3:::bucket/${variable}/*`)],
  ] as const)('%s is refused by name', (name, statement) => {
    const add = () => new Iam().addRole({ arn: role, trust: [], statements: [statement as Statement] })
    expect(add).toThrow(`${name} is not simulated`)
    expect(() => verdict([], restore, [by(statement as Statement, '*')])).toThrow(`${name} is not simulated`)
  })
})
