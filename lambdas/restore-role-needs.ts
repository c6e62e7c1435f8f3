// What the role may do in whose name AWS Backup restores for drills: make what only drills use, and touch nothing else.
import type { Platform } from '../domain/platform.ts'
import { clusterSnapshots, optionGroups, restoredClusters, sourceCluster } from './database-needs.ts'
import { type AwsNeed, allow, allowAnywhere, arns } from './needs.ts'
import { type Statement, statementsFrom } from './permissions.ts'

/** The parts of AWSBackupServiceRolePolicyForRestores that are needed (aws-behaviour 1.2.11), narrowed to drills. */
export const drillRestoreStatements = (p: Platform): readonly Statement[] =>
  statementsFrom([...clusters(p), ...fileSystems(p), ...volumes(p), ...keys(p)])

/** Only clusters whose names say that a drill made them; the source of a point in time is read. */
function clusters(p: Platform): readonly AwsNeed[] {
  const { clusterParameterGroup, subnetGroup } = arns(p)
  const groups = [clusterParameterGroup('*'), optionGroups(p), subnetGroup('*')]
  const restored = restoredClusters(p, 'drill')
  return [
    allow('rds:DescribeDBClusters', [arns(p).cluster('*')]),
    allow('rds:DescribeDBClusterSnapshots', [arns(p).cluster('*'), clusterSnapshots(p)]),
    allow('rds:RestoreDBClusterFromSnapshot', [restored, clusterSnapshots(p), ...groups]),
    allow('rds:RestoreDBClusterToPointInTime', [restored, sourceCluster(p), ...groups]),
    allow('rds:AddTagsToResource', [restored]),
  ]
}

/** Only file systems without the tag that production's carry: new ones, and never an existing one of the platform. */
const fileSystems = ({ account, regions, files }: Platform): readonly AwsNeed[] => [
  allow(
    [
      'elasticfilesystem:CreateFileSystem',
      'elasticfilesystem:DeleteFileSystem',
      'elasticfilesystem:DescribeFileSystems',
      'elasticfilesystem:Restore',
      'elasticfilesystem:TagResource',
    ],
    [`arn:aws:elasticfilesystem:${regions.primary}:${account}:file-system/*`],
    { Null: { [`aws:ResourceTag/${files.ownTag}`]: 'true' } },
  ),
]

/** A volume is always a new one: it is tagged as it is made, and never later. */
const volumes = ({ account, regions }: Platform): readonly AwsNeed[] => {
  const volume = `arn:aws:ec2:${regions.primary}:${account}:volume/*`
  return [
    allow('ec2:CreateVolume', [volume, `arn:aws:ec2:${regions.primary}::snapshot/*`]),
    allow('ec2:CreateTags', [volume], { StringEquals: { 'ec2:CreateAction': 'CreateVolume' } }),
    allowAnywhere('ec2:DescribeVolumes', 'Service Authorization Reference, EC2: describing has no resource level'),
  ]
}

/** Through the services alone, and for their resources alone. */
const keys = ({ account, regions }: Platform): readonly AwsNeed[] => {
  const key = `arn:aws:kms:${regions.primary}:${account}:key/*`
  return [
    allow('kms:DescribeKey', [key]),
    allow('kms:CreateGrant', [key], { Bool: { 'kms:GrantIsForAWSResource': 'true' } }),
    allow(['kms:Decrypt', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'], [key], {
      StringEquals: { 'kms:ViaService': `ec2.${regions.primary}.amazonaws.com` },
    }),
  ]
}
