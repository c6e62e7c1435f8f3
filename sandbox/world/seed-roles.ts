// Roles of the platform itself: AWS Backup's, enhanced monitoring's, Aurora's import role. Only services assume them.
import { type Platform, platformName } from '../../domain/platform.ts'
import { type Place, platformAt } from '../../domain/platform-places.ts'
import { drillRestoreRole } from '../../domain/restore-role.ts'
import { copyRoleName, copyStatements } from '../../lambdas/job-permissions.ts'
import { drillRestoreStatements } from '../../lambdas/restore-role-needs.ts'
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

/** The part for EFS; the managed policy spells two of the actions with a small letter, and IAM does not mind. */
const restoresOfFiles: readonly Statement[] = [
  {
    Effect: 'Allow',
    Action: [
      'elasticfilesystem:Restore',
      'elasticfilesystem:CreateFilesystem',
      'elasticfilesystem:DescribeFilesystems',
      'elasticfilesystem:DeleteFilesystem',
      'elasticfilesystem:TagResource',
    ],
    Resource: ['arn:aws:elasticfilesystem:*:*:file-system/*'],
  },
]

/** The part of AWSBackupServiceRolePolicyForBackup with which a plan's role copies into another region (aws-behaviour 1.2.10). */
const copies: readonly Statement[] = [
  { Effect: 'Allow', Action: ['backup:CopyIntoBackupVault', 'backup:CopyFromBackupVault'], Resource: ['*'] },
  {
    Effect: 'Allow',
    Action: ['rds:CopyDBClusterSnapshot'],
    Resource: ['arn:aws:rds:*:*:cluster-snapshot:awsbackup:*'],
  },
  { Effect: 'Allow', Action: ['ec2:CopySnapshot', 'ec2:CreateTags'], Resource: ['arn:aws:ec2:*::snapshot/*'] },
]

/** Of the pods that copy files. */
export const copyRole = (platform: Platform): string =>
  `arn:aws:iam::${platform.account}:role/${copyRoleName(platform)}`

/** The part for EBS: volumes, their tags, and through EC2 the keys of snapshots and volumes. */
const restoresOfVolumes = ({ regions }: Platform): readonly Statement[] => [
  { Effect: 'Allow', Action: ['ec2:CreateVolume', 'ec2:DescribeVolumes'], Resource: ['*'] },
  {
    Effect: 'Allow',
    Action: ['ec2:CreateTags'],
    Resource: ['arn:aws:ec2:*:*:volume/*'],
    Condition: { StringEquals: { 'ec2:CreateAction': ['CreateVolume'] } },
  },
  {
    Effect: 'Allow',
    Action: ['kms:Decrypt', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
    Resource: ['*'],
    Condition: { StringEquals: { 'kms:ViaService': viaEc2(regions) } },
  },
]

/** Roles are global: the same one restores in either region. */
const viaEc2 = ({ primary, recovery }: Platform['regions']): readonly string[] =>
  [primary, recovery].map(region => `ec2.${region}.amazonaws.com`)

/** Of the EBS CSI driver's controller; `AmazonEBSCSIDriverPolicyV2` has no right to keys, which one adds for one's own. */
export const volumeDriverRole = (platform: Platform): string => platformRole(platform, 'ebs-csi')

const driver = ({ monitoring, recovery }: Platform): readonly Statement[] => [
  { Effect: 'Allow', Action: ['ec2:CreateVolume', 'ec2:DescribeVolumes', 'ec2:CreateTags'], Resource: ['*'] },
  {
    Effect: 'Allow',
    Action: ['ec2:DeleteVolume'],
    Resource: ['*'],
    Condition: { StringEquals: { 'aws:ResourceTag/ebs.csi.aws.com/cluster': 'true' } },
  },
  {
    Effect: 'Allow',
    Action: ['kms:DescribeKey', 'kms:CreateGrant', 'kms:Decrypt', 'kms:GenerateDataKeyWithoutPlaintext'],
    Resource: [...new Set([monitoring.kmsKeyId, recovery.monitoring.kmsKeyId])],
  },
]

/** @param platform as it stands in the primary region; the roles serve both */
export function seedRoles({ iam }: Cloud, platform: Platform): void {
  const views = (['primary', 'recovery'] satisfies Place[]).map(place => platformAt(place, platform))
  const restore = `arn:aws:iam::${platform.account}:role/${platform.database.restoreRole}`
  iam.addRole({
    arn: restore,
    trust: ['backup.amazonaws.com'],
    statements: [...restores, ...restoresOfFiles, ...restoresOfVolumes(platform), ...copies],
  })
  iam.addRole({ arn: volumeDriverRole(platform), trust: ['pods.eks.amazonaws.com'], statements: driver(platform) })
  for (const there of views) {
    iam.addRole({ arn: copyRole(there), trust: ['pods.eks.amazonaws.com'], statements: copyStatements(there) })
    // Deployed in each region under a name of its own; one that the platform brings serves both.
    const name = drillRestoreRole(there)
    iam.addRole({
      arn: `arn:aws:iam::${platform.account}:role/${name}`,
      trust: ['backup.amazonaws.com'],
      statements: views.filter(each => drillRestoreRole(each) === name).flatMap(drillRestoreStatements),
    })
  }
  iam.addRole({
    arn: platformRole(platform, 'rds-monitoring'),
    trust: ['monitoring.rds.amazonaws.com'],
    statements: [],
  })
  iam.addRole({ arn: platformRole(platform, 'aurora-import'), trust: ['rds.amazonaws.com'], statements: [] })
}
