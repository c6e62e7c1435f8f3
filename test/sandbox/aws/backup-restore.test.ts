// AWS Backup restores an Aurora cluster: what it refuses at once, what fails later and silently, and what it never does.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { platformSchema } from '../../../domain/platform.ts'
import { Backup } from '../../../sandbox/aws/backup/index.ts'
import { securityGroup } from '../../../sandbox/network.ts'
import { clustersOf } from '../../../sandbox/world/backup-resources.ts'
import { makeWorld, type World } from '../../../sandbox/world/world.ts'
import { ask, everyPage, needs, refusal } from './calling.ts'

const platform = platformSchema.parse(parse(readFileSync('platforms/example.yaml', 'utf8')))
const { clusterId, vault, restoreRole, kmsKeyId } = platform.database
const role = `arn:aws:iam::${platform.account}:role/${restoreRole}`
const arn = (id: string) => `arn:aws:rds:us-east-1:${platform.account}:cluster:${id}`
const minute = 60_000
const hour = 60 * minute
const made = 'made-by-a-job'

const metadata = {
  DBClusterIdentifier: made,
  Engine: 'aurora-mysql',
  EngineVersion: '8.0.mysql_aurora.3.08.2',
  DBSubnetGroupName: 'wordpress-prod-database',
  VpcSecurityGroupIds: `["${securityGroup.database}"]`,
}

function setting(options: { readonly pageSize?: number } = {}) {
  const world = makeWorld({ platform, seed: 'restore jobs', ideal: false, ...options })
  const { backup, rds } = world.region
  const { service } = backup
  const points: { RecoveryPointArn: string; CreationDate: Date }[] = ask(service, 'ListRecoveryPointsByBackupVault', {
    BackupVaultName: vault,
    MaxResults: 1000,
  }).RecoveryPoints
  const newest = points.toSorted((a, b) => b.CreationDate.getTime() - a.CreationDate.getTime())[0]
  const RecoveryPointArn = newest?.RecoveryPointArn ?? ''
  const request = { RecoveryPointArn, IamRoleArn: role, Metadata: metadata, IdempotencyToken: 'one' }
  const start = (more: object = {}): string => ask(service, 'StartRestoreJob', { ...request, ...more }).RestoreJobId
  const job = (RestoreJobId: string) => ask(service, 'DescribeRestoreJob', { RestoreJobId })
  const pass = (milliseconds: number) => world.clock.run(world.clock.now() + milliseconds)
  const cluster = (id = made) => clustersOf(world.region).find(each => each.DBClusterIdentifier === id)
  return { ...world, service, rds, backup, request, start, job, pass, cluster, RecoveryPointArn }
}

/** A recovery point with which any second of the source's window can be restored. */
function continuousPoint({ region, clock }: World): string {
  const [source] = clustersOf(region)
  return region.backup.seedRecoveryPoint({
    vaultName: vault,
    resource: { arn: arn(clusterId), type: 'Aurora', tags: {}, sizeBytes: 1, encryptionKeyArn: kmsKeyId },
    createdAt: clock.now(),
    continuousOf: source?.DbClusterResourceId ?? '',
    roleArn: role,
    snapshot: () => ({ content: undefined, restoreMetadata: {} }),
  })
}

describe('A restore job', () => {
  test('takes its time, tells the cluster only at the end, and makes no instance', async () => {
    const { start, job, pass, cluster, clock } = setting()
    const id = start()
    expect(job(id)).toMatchObject({ Status: 'PENDING', PercentDone: '0.00%', ResourceType: 'Aurora' })
    await clock.run(() => cluster() !== undefined)
    expect(job(id).Status).toBe('RUNNING')
    expect(job(id)).not.toHaveProperty('CreatedResourceArn')
    expect(job(id)).not.toHaveProperty('CompletionDate')
    expect(cluster()?.Status).toBe('creating')
    await pass(hour)
    expect(job(id)).toMatchObject({ Status: 'COMPLETED', PercentDone: '100.00%', CreatedResourceArn: arn(made) })
    expect(cluster()).toMatchObject({ Status: 'available', DBClusterMembers: [] })
  })

  test('gives the cluster what was asked for, the tags of the backup, and AWS’s defaults for all the rest', async () => {
    const { start, pass, cluster, rds } = setting()
    const before = rds.database(clusterId).newestWriteAt
    start()
    await pass(hour)
    const { EngineVersion, DBClusterParameterGroup, DeletionProtection, StorageType, TagList } = cluster() ?? {}
    expect({ EngineVersion, DBClusterParameterGroup, DeletionProtection, StorageType }).toEqual({
      EngineVersion: '8.0.mysql_aurora.3.08.2',
      DBClusterParameterGroup: 'default.aurora-mysql8.0',
      DeletionProtection: false,
      StorageType: 'aurora',
    })
    expect(cluster()).not.toHaveProperty('ServerlessV2ScalingConfiguration')
    expect(TagList).toEqual(expect.arrayContaining([{ Key: 'Component', Value: 'database' }]))
    expect(rds.database(made).newestWriteAt).toBe(before)
  })

  test('without an engine version gets the region’s default, which is newer', async () => {
    const { start, pass, cluster } = setting()
    const { EngineVersion: _, ...rest } = metadata
    start({ Metadata: rest })
    await pass(hour)
    expect(cluster()?.EngineVersion).toBe('8.0.mysql_aurora.3.10.1')
  })

  test('is the same for the same token within an hour, and another one afterwards', async () => {
    const { start, pass, backup } = setting()
    const first = start()
    await pass(59 * minute)
    expect(start()).toBe(first)
    expect(start({ IdempotencyToken: 'two' })).not.toBe(first)
    await pass(2 * minute)
    expect(start()).not.toBe(first)
    expect(backup.restoreJobs()).toHaveLength(3)
  })

  test('is found in lists by its state and time, page by page, and tells the metadata it ran with', async () => {
    const { service, start, pass, clock } = setting({ pageSize: 1 })
    const began = clock.now()
    const first = start()
    await pass(hour)
    const second = start({ IdempotencyToken: 'two', Metadata: { ...metadata, DBClusterIdentifier: 'second' } })
    const names = { items: 'RestoreJobs', token: 'NextToken', next: 'NextToken' }
    const listed = (input: object) =>
      everyPage(service, 'ListRestoreJobs', input, names).items.map(each => each.RestoreJobId)
    expect(listed({}).toSorted()).toEqual([first, second].toSorted())
    expect(listed({ ByStatus: 'PENDING' })).toEqual([second])
    expect(listed({ ByResourceType: 'RDS' })).toEqual([])
    expect(listed({ ByCreatedAfter: new Date(began + minute) })).toEqual([second])
    expect(listed({ ByCompleteBefore: new Date(clock.now() + 1) })).toEqual([first])
    expect(ask(service, 'GetRestoreJobMetadata', { RestoreJobId: first }).Metadata).toEqual(metadata)
    expect(refusal(service, 'DescribeRestoreJob', { RestoreJobId: 'none' })).toBe('ResourceNotFoundException')
  })

  test('restores a continuous recovery point to any second of its window', async () => {
    const world = setting()
    const { pass, rds, job, start, clock, visitors } = world
    visitors.start()
    const RecoveryPointArn = continuousPoint(world)
    expect(RecoveryPointArn).toMatch(
      /^arn:aws:backup:us-east-1:\d{12}:recovery-point:continuous:cluster-[0-9a-z]+-\w{8}$/,
    )
    await pass(30 * minute)
    const moment = new Date(Math.floor(clock.now() / 1000) * 1000 - 10 * minute)
    const { EngineVersion: _, ...rest } = metadata
    const RestoreToTime = moment.toISOString().replace('.000Z', 'Z')
    const id = start({ RecoveryPointArn, Metadata: { ...rest, RestoreToTime } })
    await pass(hour)
    expect(job(id)).toMatchObject({ Status: 'COMPLETED', CreatedResourceArn: arn(made) })
    const newest = rds.database(made).newestWriteAt
    expect(newest).toBeLessThanOrEqual(moment.getTime())
    expect(newest).toBeGreaterThan(moment.getTime() - 11_000)
  })
})

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

describe('What there is to restore from', () => {
  test('a vault with a point of each day, and tonight’s; snapshots of RDS of each night, and one by hand', async () => {
    const { service, pass, rds } = setting()
    await pass(2 * hour)
    const { RecoveryPoints } = ask(service, 'ListRecoveryPointsByBackupVault', { BackupVaultName: vault })
    expect(RecoveryPoints).toHaveLength(14)
    expect(new Set(RecoveryPoints.map((each: { Status: string }) => each.Status))).toEqual(new Set(['COMPLETED']))
    const listed = ask(rds.service, 'DescribeDBClusterSnapshots', { DBClusterIdentifier: clusterId }).DBClusterSnapshots
    const types = listed.map((each: { SnapshotType: string }) => each.SnapshotType)
    expect(types.filter((type: string) => type === 'automated')).toHaveLength(14)
    expect(types.filter((type: string) => type === 'manual')).toHaveLength(1)
    const ids = listed.map((each: { DBClusterSnapshotIdentifier: string }) => each.DBClusterSnapshotIdentifier)
    expect(ids).toContain(`rds:${clusterId}-2030-03-04-02-07`)
  })

  test('what a scan has found is told of one point, and in lists as a sum', () => {
    const { service, backup, RecoveryPointArn } = setting()
    const asked = { BackupVaultName: vault, RecoveryPointArn }
    expect(ask(service, 'DescribeRecoveryPoint', asked)).not.toHaveProperty('ScanResults')
    backup.alter(RecoveryPointArn, { findings: ['MALWARE'] })
    expect(ask(service, 'DescribeRecoveryPoint', asked).ScanResults).toMatchObject([{ Findings: ['MALWARE'] }])
    const { RecoveryPoints } = ask(service, 'ListRecoveryPointsByBackupVault', { BackupVaultName: vault })
    const infected = RecoveryPoints.filter((each: { AggregatedScanResult?: object }) => each.AggregatedScanResult)
    expect(infected).toMatchObject([{ RecoveryPointArn, AggregatedScanResult: { Findings: ['MALWARE'] } }])
  })

  test('automated snapshots go with their cluster; snapshots by hand and recovery points stay', async () => {
    const { rds, pass, backup } = setting()
    const destroy = (operation: string, input: object) => ask(rds.service, operation, input)
    destroy('ModifyDBCluster', { DBClusterIdentifier: clusterId, DeletionProtection: false })
    for (const each of [1, 2]) destroy('DeleteDBInstance', { DBInstanceIdentifier: `${clusterId}-${each}` })
    destroy('DeleteDBCluster', { DBClusterIdentifier: clusterId, SkipFinalSnapshot: true })
    await pass(20 * minute)
    const left = ask(rds.service, 'DescribeDBClusterSnapshots', {}).DBClusterSnapshots
    expect(left.map((each: { SnapshotType: string }) => each.SnapshotType)).toEqual(['manual'])
    expect(backup.recoveryPoints(vault)).toHaveLength(13)
  })
})
