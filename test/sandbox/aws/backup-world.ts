// AWS Backup with a vault, a nightly plan and three resources, for its tests.
import { Backup, type Resource } from '../../../sandbox/aws/backup/index.ts'
import { account, ask, surroundings } from './calling.ts'

export const aurora = `arn:aws:rds:us-east-1:${account}:cluster:wordpress-prod-aurora`
export const files = `arn:aws:elasticfilesystem:us-east-1:${account}:file-system/fs-0abc`
export const metrics = `arn:aws:ec2:us-east-1:${account}:volume/vol-0abc`
export const roleArn = `arn:aws:iam::${account}:role/wordpress-prod-backup`
export const vaultKey = `arn:aws:kms:us-east-1:${account}:key/vault`
export const five = Date.UTC(2026, 10, 23, 5)
export const vault = 'wordpress-prod-vault'

export function world(
  options: { readonly lifecycle?: object; readonly pageSize?: number; readonly rule?: object } = {},
) {
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
