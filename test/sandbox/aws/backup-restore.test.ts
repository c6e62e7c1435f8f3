// AWS Backup restores an Aurora cluster: how long a job takes, what it makes and leaves bare, and what there is for it.
import { describe, expect, test } from '@jest/globals'
import { arn, clusterId, continuousPoint, made, metadata, setting, vault } from './backup-restore-world.ts'
import { ask, everyPage, hour, minute, refusal } from './calling.ts'

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
