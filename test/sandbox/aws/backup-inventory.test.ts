// What AWS Backup tells an auditor of vaults, recovery points and plans, and where it tells less than one thinks.
import { describe, expect, test } from '@jest/globals'
import { aurora, files, five, roleArn, vault, vaultKey, world } from './backup-world.ts'
import { ask, day, everyPage, hour, needs, refusal, start } from './calling.ts'

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
