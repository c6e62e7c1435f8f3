// Roles of the platform itself: AWS Backup's, enhanced monitoring's, Aurora's import role. Only services assume them.
import { type Platform, platformName } from '../../domain/platform.ts'
import type { Statement } from '../aws/iam/iam.ts'
import type { Cloud } from '../cloud.ts'

export const platformRole = (platform: Platform, name: string): string =>
  `arn:aws:iam::${platform.account}:role/${platformName(platform)}-${name}`

/** The part of AWSBackupServiceRolePolicyForRestores that Aurora needs (AWS managed policy reference; aws-behaviour 1.2.11). */
const restores: readonly Statement[] = [
  {
    Effect: 'Allow',
    Action: [
      'rds:DescribeDBClusters',
      'rds:DescribeDBClusterSnapshots',
      'rds:RestoreDBClusterFromSnapshot',
      'rds:RestoreDBClusterToPointInTime',
      'rds:AddTagsToResource',
    ],
    Resource: ['*'],
  },
  { Effect: 'Allow', Action: ['kms:DescribeKey'], Resource: ['*'] },
  {
    Effect: 'Allow',
    Action: ['kms:CreateGrant'],
    Resource: ['*'],
    Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
  },
]

export function seedRoles({ iam }: Cloud, platform: Platform): void {
  const restore = `arn:aws:iam::${platform.account}:role/${platform.database.restoreRole}`
  iam.addRole({ arn: restore, trust: ['backup.amazonaws.com'], statements: restores })
  iam.addRole({
    arn: platformRole(platform, 'rds-monitoring'),
    trust: ['monitoring.rds.amazonaws.com'],
    statements: [],
  })
  iam.addRole({ arn: platformRole(platform, 'aurora-import'), trust: ['rds.amazonaws.com'], statements: [] })
}
