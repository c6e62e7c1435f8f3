// Plans of AWS Backup at night and what they forget, and selections that protect what a run has made.
import { describe, expect, test } from '@jest/globals'
import { aurora, files, five, metrics, roleArn, vaultKey, world } from './backup-world.ts'
import { account, ask, day, hour, needs, refusal, start } from './calling.ts'

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
