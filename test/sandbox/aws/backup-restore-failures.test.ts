// Restores of an Aurora cluster that AWS Backup refuses at once, and those that fail later and silently.
import { describe, expect, test } from '@jest/globals'
import { Backup } from '../../../sandbox/aws/backup/index.ts'
import { securityGroup } from '../../../sandbox/network.ts'
import {
  arn,
  clusterId,
  continuousPoint,
  kmsKeyId,
  made,
  metadata,
  role,
  setting,
  vault,
} from './backup-restore-world.ts'
import { ask, hour, minute, needs, refusal } from './calling.ts'

describe('What is refused at once', () => {
  const bad = 'InvalidParameterValueException'

  test.each([
    ['no metadata', { Metadata: {} }, 'MissingParameterValueException'],
    ['a recovery point that is gone', { RecoveryPointArn: `${arn('x')}-gone` }, 'ResourceNotFoundException'],
    ['another resource type', { ResourceType: 'RDS' }, 'InvalidRequestException'],
    ['a role that AWS Backup may not assume', { IamRoleArn: `${role}-other` }, bad],
  ])('%s', (_, more, name) => {
    const { service, request } = setting()
    expect(refusal(service, 'StartRestoreJob', { ...request, ...more })).toBe(name)
  })

  test.each([
    ['security groups that are not the JSON text of an array', { VpcSecurityGroupIds: securityGroup.database }],
    ['a port that is no number', { Port: 'mysql' }],
    ['a flag that is neither true nor false', { CopyTagsToSnapshot: 'yes' }],
    ['a null that was echoed', { DatabaseName: 'null' }],
    ['an empty value', { DBSubnetGroupName: '' }],
    ['a key that only informs', { 'InformationalOnly:StorageEncrypted': 'true' }],
    ['a key of Serverless v2, which it does not know', { ServerlessV2ScalingConfiguration: '{}' }],
    ['a time, for a snapshot', { RestoreToTime: '2030-03-04T01:00:00Z' }],
    ['keys in camel case, while nobody knows better (Q1)', { engineVersion: '8.0.mysql_aurora.3.08.2' }],
  ])('metadata with %s', (_, more) => {
    const { service, request } = setting()
    expect(refusal(service, 'StartRestoreJob', { ...request, Metadata: { ...metadata, ...more } })).toBe(bad)
  })

  test('metadata without a name or an engine', () => {
    const { service, request } = setting()
    for (const key of ['DBClusterIdentifier', 'Engine']) {
      const { [key]: _, ...rest } = metadata as Record<string, string>
      expect(refusal(service, 'StartRestoreJob', { ...request, Metadata: rest })).toBe(bad)
    }
  })

  test('a continuous point with no time, with two, with an instance’s key, or with zones', () => {
    const world = setting()
    const RecoveryPointArn = continuousPoint(world)
    const refused = (more: object) =>
      refusal(world.service, 'StartRestoreJob', {
        ...world.request,
        RecoveryPointArn,
        Metadata: { DBClusterIdentifier: made, Engine: 'aurora-mysql', ...more },
      })
    const RestoreToTime = '2030-03-04T01:31:00Z'
    expect(refused({})).toBe(bad)
    expect(refused({ RestoreToTime, UseLatestRestorableTime: 'true' })).toBe(bad)
    expect(refused({ RestoreTime: RestoreToTime })).toBe(bad)
    expect(refused({ RestoreToTime: '2030-03-04 01:31' })).toBe(bad)
    expect(refused({ RestoreToTime, AvailabilityZones: '["us-east-1a"]' })).toBe(bad)
  })

  test('a point that is not whole: expired or being made; of a partial one nothing can be rehearsed', () => {
    const { service, request, backup, RecoveryPointArn } = setting()
    for (const status of ['EXPIRED', 'CREATING', 'STOPPED', 'DELETING'] as const) {
      backup.alter(RecoveryPointArn, { status })
      expect(refusal(service, 'StartRestoreJob', request)).toBe('InvalidRequestException')
    }
    backup.alter(RecoveryPointArn, { status: 'PARTIAL' })
    expect(refusal(service, 'StartRestoreJob', request)).toBe('NotSimulated')
  })

  test('camel case is taken where the switch says so', async () => {
    const { cloud, RecoveryPointArn, backup } = setting()
    const [point] = backup.recoveryPoints().filter(each => each.arn === RecoveryPointArn)
    const asked: object[] = []
    const lenient = new Backup(cloud.surroundings('us-east-1'), {
      resources: () => [],
      camelCaseMetadata: true,
      rds: (_, operation, input) => {
        asked.push({ operation, ...input })
        return {}
      },
    })
    lenient.seedVault({ name: vault, keyArn: kmsKeyId })
    const resource = { arn: arn(clusterId), type: 'Aurora' as const, tags: {}, sizeBytes: 1 }
    const seed = { vaultName: vault, resource, createdAt: 0, completedAt: 1, roleArn: role }
    const seeded = lenient.seedRecoveryPoint({
      ...seed,
      snapshot: () => point?.snapshot ?? { content: 0, restoreMetadata: {} },
    })
    const Metadata = {
      dbClusterIdentifier: made,
      engine: 'aurora-mysql',
      vpcSecurityGroupIds: `["${securityGroup.database}"]`,
    }
    ask(lenient.service, 'StartRestoreJob', { RecoveryPointArn: seeded, IamRoleArn: role, Metadata })
    const clock = cloud.surroundings('us-east-1').clock
    await clock.run(clock.now() + 4 * minute)
    expect(asked[0]).toMatchObject({ DBClusterIdentifier: made, VpcSecurityGroupIds: [securityGroup.database] })
  })

  test('needs the recovery point, where the vault’s policy has its say, and to pass the role to AWS Backup', () => {
    const { service, request, RecoveryPointArn, backup } = setting()
    expect(needs(service, 'StartRestoreJob', request)).toEqual([
      { action: 'backup:StartRestoreJob', resource: RecoveryPointArn },
      { action: 'iam:PassRole', resource: role, context: { 'iam:PassedToService': 'backup.amazonaws.com' } },
    ])
    expect(needs(service, 'DescribeRestoreJob', {})).toEqual([{ action: 'backup:DescribeRestoreJob', resource: '*' }])
    const Deny = { Effect: 'Deny', Action: ['backup:StartRestoreJob'], Resource: ['*'], Principal: '*' } as const
    backup.seedVault({ name: 'guarded', keyArn: kmsKeyId, policy: [Deny] })
    const guarded = backup.seedRecoveryPoint({
      vaultName: 'guarded',
      resource: { arn: arn(clusterId), type: 'Aurora', tags: {}, sizeBytes: 1 },
      createdAt: 0,
      completedAt: 1,
      roleArn: role,
      snapshot: () => ({ content: undefined, restoreMetadata: {} }),
    })
    expect(backup.policyOf(guarded)).toEqual([Deny])
  })
})

describe('What fails later, and says so only in the message of the job', () => {
  const failing = async (more: object, before: (world: ReturnType<typeof setting>) => void = () => undefined) => {
    const world = setting()
    before(world)
    const id = world.start({ Metadata: { ...metadata, ...more } })
    await world.pass(2 * hour)
    const { Status, StatusMessage = '' } = world.job(id)
    expect(world.job(id)).not.toHaveProperty('CreatedResourceArn')
    return `${Status}: ${StatusMessage}`
  }

  test('a subnet group that does not exist', async () => {
    expect(await failing({ DBSubnetGroupName: 'gone' })).toMatch(/^FAILED: .*gone.*DBSubnetGroupNotFoundFault/)
  })

  test('no subnet group at all, where there is no default one', async () => {
    const { DBSubnetGroupName: _, ...rest } = metadata
    const world = setting()
    const id = world.start({ Metadata: rest })
    await world.pass(hour)
    expect(world.job(id)).toMatchObject({ Status: 'FAILED', StatusMessage: expect.stringMatching(/InvalidSubnet/) })
  })

  test('a name that is in use, the source’s own too: nothing is overwritten', async () => {
    expect(await failing({ DBClusterIdentifier: clusterId })).toMatch(/^FAILED: .*DBClusterAlreadyExistsFault/)
  })

  test('a key of another region', async () => {
    const KmsKeyId = kmsKeyId.replace('us-east-1', 'us-west-2')
    expect(await failing({ KmsKeyId })).toMatch(/^FAILED: .*KMSKeyNotAccessibleFault/)
  })

  test.each(['rds:RestoreDBClusterFromSnapshot', 'rds:AddTagsToResource', 'kms:CreateGrant', 'rds:DescribeDBClusters'])(
    'a role that may not %s',
    async action => {
      const without = (world: ReturnType<typeof setting>) => {
        const known = world.cloud.iam.role(role)
        if (!known) throw new Error('the restore role is missing')
        const Deny = { Effect: 'Deny' as const, Action: [action], Resource: ['*'] }
        world.cloud.iam.addRole({ ...known, statements: [...known.statements, Deny] })
      }
      expect(await failing({}, without)).toMatch(new RegExp(`^FAILED: .*not authorized to perform: ${action}`))
    },
  )

  test('a cluster that ends broken stays behind', async () => {
    const world = setting()
    world.lifecycle.override({ transition: 'rds.cluster.creating', outcome: 'incompatible-restore' })
    const id = world.start()
    await world.pass(2 * hour)
    expect(world.job(id)).toMatchObject({
      Status: 'FAILED',
      StatusMessage: expect.stringContaining('incompatible-restore'),
    })
    expect(world.cluster()?.Status).toBe('incompatible-restore')
  })

  test.each([
    ['backup.restore.pending', 'failed', 'FAILED'],
    ['backup.restore.pending', 'aborted', 'ABORTED'],
    ['backup.restore.pending', 'stuck', 'PENDING'],
    ['backup.restore.completing', 'stuck', 'RUNNING'],
  ] as const)('as a fault wants it: %s %s', async (transition, outcome, status) => {
    const world = setting()
    world.lifecycle.override({ transition, outcome })
    const id = world.start()
    await world.pass(2 * hour)
    expect(world.job(id).Status).toBe(status)
  })
})
