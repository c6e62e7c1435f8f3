// AWS Backup as the auditor meets it: plans at night, what they forget, and recovery points that may not be used.
import { describe, expect, test } from '@jest/globals'
import { Backup, type Resource } from '../../../sandbox/aws/backup/index.ts'
import { account, ask, everyPage, needs, refusal, start, surroundings } from './calling.ts'

const aurora = `arn:aws:rds:us-east-1:${account}:cluster:wordpress-prod-aurora`
const files = `arn:aws:elasticfilesystem:us-east-1:${account}:file-system/fs-0abc`
const metrics = `arn:aws:ec2:us-east-1:${account}:volume/vol-0abc`
const roleArn = `arn:aws:iam::${account}:role/wordpress-prod-backup`
const vaultKey = `arn:aws:kms:us-east-1:${account}:key/vault`
const hour = 3_600_000
const day = 24 * hour
const five = Date.UTC(2026, 10, 23, 5)
const vault = 'wordpress-prod-vault'

function world(options: { readonly lifecycle?: object; readonly pageSize?: number; readonly rule?: object } = {}) {
  const around = surroundings()
  const taken: string[] = []
  const discarded: string[] = []
  const resource = (arn: string, type: Resource['type'], tags: Record<string, string>): Resource => ({
    arn,
    type,
    tags,
    sizeBytes: 1000,
    encryptionKeyArn: `arn:aws:kms:us-east-1:${account}:key/storage`,
    snapshot: point => {
      taken.push(`${type} at ${around.clock.now()}`)
      const restoreMetadata = { DBSubnetGroupName: 'source-subnets' }
      return { content: type, restoreMetadata, discard: () => discarded.push(point) }
    },
  })
  const resources = [
    resource(aurora, 'Aurora', { backup: 'daily' }),
    resource(files, 'EFS', { backup: 'daily' }),
    resource(metrics, 'EBS', {}),
  ]
  const pageSize = options.pageSize === undefined ? {} : { pageSize: options.pageSize }
  const backup = new Backup(around, { resources: () => resources, assumable: arn => arn === roleArn, ...pageSize })
  backup.seedVault({ name: vault, keyArn: vaultKey, lock: { minDays: 7, maxDays: 365 }, tags: { owner: 'platform' } })
  const Lifecycle = options.lifecycle ?? { DeleteAfterDays: 35 }
  const rule = { RuleName: 'nightly', TargetBackupVaultName: vault, ScheduleExpression: 'cron(0 5 ? * * *)', Lifecycle }
  const byTag = { ConditionType: 'STRINGEQUALS' as const, ConditionKey: 'backup', ConditionValue: 'daily' }
  const planId = backup.seedPlan({
    name: 'nightly',
    rules: [{ ...rule, ...options.rule }],
    selections: [{ SelectionName: 'tagged', IamRoleArn: roleArn, ListOfTags: [byTag] }],
  })
  const { service } = backup
  const list = (input: object = {}) =>
    ask(service, 'ListRecoveryPointsByBackupVault', { BackupVaultName: vault, ...input }).RecoveryPoints
  return { ...around, backup, service, planId, resources, resource, taken, discarded, list }
}

describe('a plan', () => {
  test('backs up each night what its selections choose, and forgets what has no tag', async () => {
    const { clock, backup, list, taken } = world()
    await clock.run(five - 1)
    expect(backup.jobs()).toEqual([])
    await clock.run(five + 2 * hour)
    expect(backup.jobs().map(({ resourceArn, state }) => [resourceArn, state])).toEqual([
      [aurora, 'COMPLETED'],
      [files, 'COMPLETED'],
    ])
    expect(taken).toHaveLength(2)
    await clock.run(five + day + 2 * hour)
    expect(list()).toHaveLength(4)
  })

  test('names its recovery points as three services do, and encrypts only EFS with the vault key', async () => {
    const { clock, list, resources, resource } = world()
    resources[2] = resource(metrics, 'EBS', { backup: 'daily' })
    await clock.run(five + 2 * hour)
    const point = (ByResourceType: string) => list({ ByResourceType })[0]
    expect(point('Aurora').RecoveryPointArn).toMatch(
      /^arn:aws:rds:us-east-1:\d{12}:cluster-snapshot:awsbackup:job-[0-9a-f-]{36}$/,
    )
    expect(point('EFS').RecoveryPointArn).toMatch(/^arn:aws:backup:us-east-1:\d{12}:recovery-point:[0-9a-f-]{36}$/)
    expect(point('EBS').RecoveryPointArn).toMatch(/^arn:aws:ec2:us-east-1::snapshot\/snap-[0-9a-f]{17}$/)
    expect(point('EFS').EncryptionKeyArn).toBe(vaultKey)
    expect(point('Aurora').EncryptionKeyArn).toMatch(/key\/storage$/)
    expect(list({ ByResourceType: 'RDS' })).toEqual([])
  })

  test('shows a recovery point CREATING, without an end, while the job runs', async () => {
    const { clock, list, backup } = world()
    await clock.run(() => backup.recoveryPoints().length > 0)
    expect(list()[0]).toMatchObject({ Status: 'CREATING' })
    expect(list()[0]).not.toHaveProperty('CompletionDate')
    await clock.run(five + 2 * hour)
    expect(list()[0].CompletionDate.getTime()).toBeGreaterThan(list()[0].CreationDate.getTime())
  })

  test('fails the job when the retention is outside the vault lock', async () => {
    const { clock, backup, list } = world({ lifecycle: { DeleteAfterDays: 1 } })
    await clock.run(five + 2 * hour)
    expect(backup.jobs().map(({ state }) => state)).toEqual(['FAILED', 'FAILED'])
    expect(backup.jobs()[0]?.message).toContain('vault')
    expect(list()).toEqual([])
  })

  test('leaves no recovery point when the job fails, and a PARTIAL one when a fault says so', async () => {
    const { clock, lifecycle, list } = world()
    lifecycle.override({ transition: 'backup.job.aurora', outcome: 'failed' })
    lifecycle.override({ transition: 'backup.job.efs', outcome: 'partial' })
    await clock.run(five + 2 * hour)
    expect(list().map(({ Status, ResourceArn }: Record<string, string>) => [ResourceArn, Status])).toEqual([
      [files, 'PARTIAL'],
    ])
  })

  test('backs up one resource once at a time', async () => {
    const { clock, lifecycle, backup } = world({ rule: { ScheduleExpression: 'cron(0 * ? * * *)' } })
    lifecycle.override({ transition: 'backup.job.aurora', seconds: 3 * 3600 })
    lifecycle.override({ transition: 'backup.job.efs', seconds: 60 })
    for (let at = start; at < start + day; at += 60_000) {
      await clock.run(at)
      const running = backup.jobs().filter(({ state, resourceArn }) => state === 'RUNNING' && resourceArn === aurora)
      expect(running.length).toBeLessThanOrEqual(1)
    }
    expect(backup.jobs().some(({ state }) => state === 'EXPIRED')).toBe(true)
  })

  test('deletes recovery points at the end of their lifecycle', async () => {
    const { clock, list, discarded } = world({ lifecycle: { DeleteAfterDays: 7 } })
    await clock.run(five + 2 * hour)
    const oldest: string[] = list().map(({ RecoveryPointArn }: Record<string, string>) => RecoveryPointArn)
    await clock.run(five + 10 * day)
    expect(list()).toHaveLength(14)
    expect(discarded).toEqual(expect.arrayContaining(oldest))
  })

  test('that copies, or backs up continuously, is refused rather than half done', () => {
    const rule = (more: object) => () => world({ rule: more })
    expect(rule({ CopyActions: [{ DestinationBackupVaultArn: 'arn:aws:backup:us-west-2:1:backup-vault:v' }] })).toThrow(
      'CopyActions',
    )
    expect(rule({ EnableContinuousBackup: true })).toThrow('EnableContinuousBackup')
    expect(rule({ ScheduleExpression: 'cron(0 5 ? * SUN *)' })).toThrow('SUN')
    expect(rule({ ScheduleExpressionTimezone: 'Europe/Berlin' })).toThrow('time zones')
  })
})

describe('a selection', () => {
  const make = (more: object = {}) => ({
    BackupSelection: { SelectionName: 'restored', IamRoleArn: roleArn, Resources: [metrics], ...more },
  })

  test('made by a run protects the resource from the next night on, and is made once per request id', async () => {
    const { clock, backup, service, planId, list } = world()
    const request = { BackupPlanId: planId, CreatorRequestId: 'run-1', ...make() }
    const { SelectionId } = ask(service, 'CreateBackupSelection', request)
    expect(ask(service, 'CreateBackupSelection', request).SelectionId).toBe(SelectionId)
    expect(refusal(service, 'CreateBackupSelection', { ...request, CreatorRequestId: 'run-2' })).toBe(
      'AlreadyExistsException',
    )
    await clock.run(five + 2 * hour)
    expect(list({ ByResourceArn: metrics })).toHaveLength(1)
    expect(ask(service, 'GetBackupSelection', { BackupPlanId: planId, SelectionId }).BackupSelection.Resources).toEqual(
      [metrics],
    )
    expect(backup.selectionNames()).toEqual(['tagged', 'restored'])
    ask(service, 'DeleteBackupSelection', { BackupPlanId: planId, SelectionId })
    expect(refusal(service, 'GetBackupSelection', { BackupPlanId: planId, SelectionId })).toBe(
      'ResourceNotFoundException',
    )
    await clock.run(five + day + 2 * hour)
    expect(list({ ByResourceArn: metrics })).toHaveLength(1)
  })

  test('needs to pass its role, which AWS Backup must be able to assume', () => {
    const { service, planId } = world()
    const arn = `arn:aws:backup:us-east-1:${account}:backup-plan:${planId}`
    expect(needs(service, 'CreateBackupSelection', { BackupPlanId: planId, ...make() })).toEqual([
      { action: 'backup:CreateBackupSelection', resource: arn },
      { action: 'iam:PassRole', resource: roleArn, context: { 'iam:PassedToService': 'backup.amazonaws.com' } },
    ])
    const refused = (more: object) => refusal(service, 'CreateBackupSelection', { BackupPlanId: planId, ...make(more) })
    expect(refused({ IamRoleArn: `arn:aws:iam::${account}:role/other` })).toBe('InvalidParameterValueException')
    expect(refused({ Resources: [], Conditions: {} })).toBe('InvalidParameterValueException')
    expect(refused({ Resources: ['arn:aws:ec2:*:*:volume/x'] })).toBe('InvalidParameterValueException')
    expect(refusal(service, 'CreateBackupSelection', { BackupPlanId: 'none', ...make() })).toBe(
      'InvalidParameterValueException',
    )
  })

  test('joins conditions by AND, tags and ARNs by OR, and leaves restore tests alone', async () => {
    const { clock, service, planId, resources, resource, list } = world()
    const both = {
      StringEquals: [{ ConditionKey: 'aws:ResourceTag/app', ConditionValue: 'grafana' }],
      StringNotLike: [{ ConditionKey: 'aws:ResourceTag/env', ConditionValue: 'dr*' }],
    }
    ask(service, 'CreateBackupSelection', { BackupPlanId: planId, ...make({ Resources: ['*'], Conditions: both }) })
    const volume = (id: string, tags: Record<string, string>) =>
      resource(`${metrics}-${id}`, 'EBS', { app: 'grafana', ...tags })
    resources.push(volume('a', {}), volume('b', { env: 'drill' }), volume('c', { 'awsbackup-restore-test': 'x' }))
    await clock.run(five + 2 * hour)
    const chosen = list({ ByResourceType: 'EBS' }).map(({ ResourceArn }: Record<string, string>) => ResourceArn)
    expect(chosen).toEqual([`${metrics}-a`])
  })
})

describe('asking', () => {
  test('for a vault that does not exist claims insufficient privileges', () => {
    const { service } = world()
    const input = { BackupVaultName: 'nowhere' }
    expect(refusal(service, 'DescribeBackupVault', input)).toBe('AccessDeniedException')
    expect(refusal(service, 'ListRecoveryPointsByBackupVault', input)).toBe('AccessDeniedException')
    expect(refusal(service, 'DescribeBackupVault', { BackupVaultName: 'x' })).toBe('InvalidParameterValueException')
    expect(ask(service, 'DescribeBackupVault', { BackupVaultName: vault })).toMatchObject({
      Locked: true,
      MinRetentionDays: 7,
      EncryptionKeyArn: vaultKey,
    })
  })

  test('page by page, one at a time, finds every recovery point once and in no order of time', async () => {
    const { clock, service } = world({ pageSize: 1 })
    await clock.run(five + 9 * day)
    const names = { items: 'RecoveryPoints', token: 'NextToken', next: 'NextToken' }
    const { items, pages } = everyPage(service, 'ListRecoveryPointsByBackupVault', { BackupVaultName: vault }, names)
    expect(pages).toBe(18)
    expect(new Set(items.map(each => each.RecoveryPointArn)).size).toBe(18)
    const times = items.filter(each => each.ResourceType === 'EFS').map(each => each.CreationDate.getTime())
    expect(times).not.toEqual(times.toSorted((a, b) => a - b))
  })

  test('by resource uses other names, hides the vault of Aurora, and wants pages of twenty', async () => {
    const { clock, service } = world()
    await clock.run(five + 2 * hour)
    const by = (ResourceArn: string, more = {}) =>
      ask(service, 'ListRecoveryPointsByResource', { ResourceArn, ...more }).RecoveryPoints[0]
    expect(by(files)).toMatchObject({ BackupVaultName: vault, BackupSizeBytes: 1000 })
    expect(by(aurora)).not.toHaveProperty('BackupVaultName')
    const small = { ResourceArn: aurora, MaxResults: 19 }
    expect(refusal(service, 'ListRecoveryPointsByResource', small)).toBe('InvalidParameterValueException')
  })

  test('describes one, with the source region in its restore metadata, and tells tags of its own kind only', async () => {
    const { clock, service, list, backup, planId } = world()
    await clock.run(five + 2 * hour)
    const [point] = list({ ByResourceType: 'Aurora' })
    const named = { BackupVaultName: vault, RecoveryPointArn: point.RecoveryPointArn }
    expect(ask(service, 'DescribeRecoveryPoint', named)).toMatchObject({
      Status: 'COMPLETED',
      StorageClass: 'WARM',
      CreatedBy: { BackupPlanId: planId },
    })
    expect(ask(service, 'GetRecoveryPointRestoreMetadata', named).RestoreMetadata).toEqual({
      DBSubnetGroupName: 'source-subnets',
    })
    expect(needs(service, 'DescribeRecoveryPoint', named)).toEqual([
      { action: 'backup:DescribeRecoveryPoint', resource: point.RecoveryPointArn },
    ])
    expect(refusal(service, 'ListTags', { ResourceArn: point.RecoveryPointArn })).toBe('InvalidParameterValueException')
    const [file] = list({ ByResourceType: 'EFS' })
    expect(ask(service, 'ListTags', { ResourceArn: file.RecoveryPointArn }).Tags).toEqual({ backup: 'daily' })
    const other = { ...named, RecoveryPointArn: `${point.RecoveryPointArn}0` }
    expect(refusal(service, 'DescribeRecoveryPoint', other)).toBe('ResourceNotFoundException')
    expect(
      backup
        .recoveryPoints(vault)
        .map(({ snapshot }) => snapshot.content)
        .toSorted(),
    ).toEqual(['Aurora', 'EFS'])
  })

  test('lists plans, their rules, their selections and what is protected', async () => {
    const { clock, service, planId } = world()
    await clock.run(five + 2 * hour)
    expect(ask(service, 'ListBackupPlans', {}).BackupPlansList).toMatchObject([
      { BackupPlanId: planId, LastExecutionDate: new Date(five) },
    ])
    expect(ask(service, 'GetBackupPlan', { BackupPlanId: planId }).BackupPlan.Rules[0].RuleName).toBe('nightly')
    expect(refusal(service, 'GetBackupPlan', { BackupPlanId: 'none' })).toBe('ResourceNotFoundException')
    expect(ask(service, 'ListBackupSelections', { BackupPlanId: planId }).BackupSelectionsList).toMatchObject([
      { SelectionName: 'tagged' },
    ])
    const protects = ask(service, 'ListProtectedResources', {}).Results.map(
      ({ ResourceArn }: Record<string, string>) => ResourceArn,
    )
    expect(protects.toSorted()).toEqual([files, aurora].toSorted())
  })

  test('finds backups that were taken before the rehearsal began', () => {
    const { backup, resources, service, list } = world()
    const resource = resources[0]
    if (!resource) throw new Error('no resource')
    const snapshot = () => ({ content: 'yesterday', restoreMetadata: {} })
    const times = { createdAt: start - day, completedAt: start - day + hour }
    const arn = backup.seedRecoveryPoint({
      vaultName: vault,
      resource,
      ...times,
      roleArn,
      deleteAfterDays: 35,
      snapshot,
    })
    expect(list({ ByCreatedBefore: new Date(start) })).toMatchObject([
      { RecoveryPointArn: arn, CompletionDate: new Date(start - day + hour) },
    ])
    expect(list({ ByCreatedAfter: new Date(start) })).toEqual([])
    expect(Object.keys(service.operations)).not.toContain('StartBackupJob')
  })
})
