// What the Service Authorization Reference says of the actions that functions are granted: level, resource types, dependants.
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html

export type Level = 'read' | 'list' | 'write' | 'tagging' | 'permissions'

export interface Action {
  readonly level: Level
  /** Resource types that a policy can name; empty where only `*` has an effect. */
  readonly resources: readonly string[]
  /** Types that the action only reads or refers to, though its level is write. */
  readonly refersTo?: readonly string[]
  /** Actions that the caller needs as well, at least in the form in which we call it. */
  readonly dependent?: readonly string[]
}

const read = (...resources: readonly string[]): Action => ({ level: 'read', resources })
const list = (...resources: readonly string[]): Action => ({ level: 'list', resources })
const write = (...resources: readonly string[]): Action => ({ level: 'write', resources })

export const serviceAuthorization: Readonly<Record<string, Action>> = {
  // AWS Certificate Manager
  'acm:DescribeCertificate': read('certificate'),
  // AWS Backup
  'backup:CreateBackupSelection': { ...write('backup-plan'), dependent: ['iam:PassRole'] },
  'backup:DeleteBackupSelection': write('backup-plan'),
  'backup:DescribeBackupVault': read('backup-vault'),
  'backup:DescribeRecoveryPoint': read('recovery-point', 'cluster-snapshot', 'snapshot'),
  'backup:DescribeRestoreJob': read(),
  'backup:GetBackupPlan': read('backup-plan'),
  'backup:GetBackupSelection': read('backup-plan'),
  'backup:GetRecoveryPointRestoreMetadata': read('recovery-point', 'cluster-snapshot'),
  'backup:GetRestoreJobMetadata': read(),
  'backup:ListBackupPlans': list(),
  'backup:ListBackupSelections': list('backup-plan'),
  'backup:ListRecoveryPointsByBackupVault': list('backup-vault'),
  'backup:ListRestoreJobs': list(),
  'backup:ListTags': list('backup-plan', 'backup-vault', 'recovery-point'),
  'backup:StartRestoreJob': {
    ...write('recovery-point', 'cluster-snapshot'),
    refersTo: ['recovery-point', 'cluster-snapshot'],
    dependent: ['iam:PassRole'],
  },
  // Amazon CloudWatch
  'cloudwatch:DescribeAlarms': read('alarm'),
  'cloudwatch:GetMetricStatistics': read(),
  'cloudwatch:PutMetricData': write(),
  // Amazon EC2
  'ec2:CreateNetworkInterface': write('network-interface', 'security-group', 'subnet'),
  'ec2:CreateTags': { level: 'tagging', resources: ['snapshot', 'volume'] },
  // It makes a new one, and changes none that is there.
  'ec2:CreateVolume': {
    ...write('snapshot', 'volume'),
    refersTo: ['snapshot', 'volume'],
    // It sets tags.
    dependent: ['ec2:CreateTags'],
  },
  'ec2:DeleteNetworkInterface': write('network-interface'),
  'ec2:DeleteVolume': write('volume'),
  'ec2:DescribeNetworkInterfaceAttribute': list(),
  'ec2:DescribeNetworkInterfaces': list(),
  'ec2:DescribeSubnets': list(),
  'ec2:DescribeVolumeStatus': list(),
  'ec2:DescribeSnapshots': list(),
  'ec2:DescribeVolumes': list(),
  // Amazon Elastic File System
  'elasticfilesystem:CreateAccessPoint': { ...write('file-system'), dependent: ['elasticfilesystem:TagResource'] },
  'elasticfilesystem:CreateMountTarget': {
    ...write('file-system'),
    dependent: ['ec2:CreateNetworkInterface', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'],
  },
  'elasticfilesystem:DeleteAccessPoint': write('access-point'),
  'elasticfilesystem:DeleteFileSystem': write('file-system'),
  'elasticfilesystem:DeleteMountTarget': { ...write('file-system'), dependent: ['ec2:DeleteNetworkInterface'] },
  'elasticfilesystem:DescribeAccessPoints': list('access-point', 'file-system'),
  'elasticfilesystem:DescribeBackupPolicy': read('file-system'),
  'elasticfilesystem:DescribeFileSystemPolicy': read('file-system'),
  'elasticfilesystem:CreateFileSystem': write('file-system'),
  'elasticfilesystem:DescribeFileSystems': list('file-system'),
  'elasticfilesystem:Restore': write('file-system'),
  'elasticfilesystem:DescribeLifecycleConfiguration': read('file-system'),
  'elasticfilesystem:DescribeMountTargetSecurityGroups': {
    ...read('file-system'),
    dependent: ['ec2:DescribeNetworkInterfaceAttribute'],
  },
  'elasticfilesystem:DescribeMountTargets': read('access-point', 'file-system'),
  'elasticfilesystem:PutBackupPolicy': write('file-system'),
  'elasticfilesystem:PutFileSystemPolicy': { level: 'permissions', resources: ['file-system'] },
  'elasticfilesystem:PutLifecycleConfiguration': write('file-system'),
  'elasticfilesystem:TagResource': { level: 'tagging', resources: ['access-point', 'file-system'] },
  'elasticfilesystem:UntagResource': { level: 'tagging', resources: ['access-point', 'file-system'] },
  'elasticfilesystem:UpdateFileSystem': write('file-system'),
  // Elastic Load Balancing V2
  'elasticloadbalancing:DescribeLoadBalancers': read(),
  'elasticloadbalancing:DescribeTargetGroups': read(),
  // Amazon EKS
  'eks:DescribeCluster': read('cluster'),
  // Amazon EventBridge
  'events:PutEvents': write('event-bus'),
  // AWS Identity and Access Management: what the role may then do is its own
  'iam:PassRole': { ...write('role'), refersTo: ['role'] },
  // AWS Key Management Service
  'kms:CreateGrant': { level: 'permissions', resources: ['key'], refersTo: ['key'] },
  'kms:Decrypt': { ...write('key'), refersTo: ['key'] },
  'kms:DescribeKey': read('key'),
  'kms:GenerateDataKey': { ...write('key'), refersTo: ['key'] },
  'kms:ReEncryptFrom': { ...write('key'), refersTo: ['key'] },
  'kms:ReEncryptTo': { ...write('key'), refersTo: ['key'] },
  'kms:GenerateDataKeyWithoutPlaintext': { ...write('key'), refersTo: ['key'] },
  // AWS Lambda
  'lambda:InvokeFunction': write('function'),
  // Amazon RDS Data API
  'rds-data:ExecuteStatement': { ...write('cluster'), dependent: ['secretsmanager:GetSecretValue'] },
  // Amazon RDS
  'rds:AddRoleToDBCluster': { ...write('cluster'), dependent: ['iam:PassRole'] },
  'rds:AddTagsToResource': { level: 'tagging', resources: ['cluster', 'db', 'cluster-snapshot'] },
  'rds:CreateDBInstance': {
    ...write('cluster', 'db', 'pg', 'og', 'secgrp', 'subgrp'),
    refersTo: ['pg', 'og', 'secgrp', 'subgrp'],
    // It sets tags.
    dependent: ['rds:AddTagsToResource'],
  },
  'rds:DeleteDBCluster': write('cluster', 'cluster-snapshot'),
  'rds:DeleteDBInstance': write('db'),
  'rds:DescribeAccountAttributes': list(),
  'rds:DescribeDBClusterParameterGroups': list('cluster-pg'),
  'rds:DescribeDBClusterSnapshots': list('cluster', 'cluster-snapshot'),
  'rds:DescribeDBClusters': list('cluster'),
  'rds:DescribeDBEngineVersions': list(),
  'rds:DescribeDBInstances': list('db'),
  'rds:DescribeDBParameterGroups': list('pg'),
  'rds:DescribeDBSubnetGroups': list('subgrp'),
  'rds:DescribeOrderableDBInstanceOptions': list(),
  'rds:EnableHttpEndpoint': write('cluster'),
  'rds:ModifyDBCluster': { ...write('cluster', 'cluster-pg', 'og'), refersTo: ['cluster-pg', 'og'] },
  'rds:ModifyDBInstance': { ...write('db', 'pg', 'og', 'secgrp'), refersTo: ['pg', 'og', 'secgrp'] },
  'rds:RebootDBInstance': write('db'),
  'rds:RemoveTagsFromResource': { level: 'tagging', resources: ['cluster', 'db', 'cluster-snapshot'] },
  'rds:RestoreDBClusterFromSnapshot': {
    ...write('cluster', 'cluster-pg', 'cluster-snapshot', 'og', 'subgrp', 'snapshot'),
    refersTo: ['cluster-pg', 'cluster-snapshot', 'og', 'subgrp', 'snapshot'],
    dependent: ['rds:AddTagsToResource'],
  },
  'rds:RestoreDBClusterToPointInTime': {
    ...write('cluster', 'cluster-pg', 'og', 'subgrp'),
    // The source is of the same type as the target, and is only read.
    refersTo: ['cluster', 'cluster-pg', 'og', 'subgrp'],
    dependent: ['rds:AddTagsToResource'],
  },
  // Amazon S3
  's3:DeleteObject': write('object'),
  's3:GetObject': read('object'),
  's3:ListBucket': list('bucket'),
  's3:PutObject': write('object'),
  's3:PutObjectRetention': write('object'),
  // AWS Secrets Manager
  'secretsmanager:CancelRotateSecret': write('secret'),
  'secretsmanager:DescribeSecret': read('secret'),
  'secretsmanager:GetSecretValue': read('secret'),
  'secretsmanager:PutSecretValue': write('secret'),
  'secretsmanager:RemoveRegionsFromReplication': write('secret'),
  'secretsmanager:ReplicateSecretToRegions': write('secret'),
  'secretsmanager:RotateSecret': { ...write('secret'), dependent: ['lambda:InvokeFunction'] },
  'secretsmanager:StopReplicationToReplica': write('secret'),
  'secretsmanager:UpdateSecretVersionStage': write('secret'),
  // Service Quotas
  'servicequotas:GetServiceQuota': read(),
  // Amazon SNS
  'sns:Publish': write('topic'),
  // AWS Step Functions
  'states:DescribeExecution': read('execution'),
  'states:GetExecutionHistory': read('execution'),
  'states:ListExecutions': list('stateMachine'),
  'states:SendTaskSuccess': write(),
  'states:StartExecution': write('stateMachine'),
}

const WRITES: ReadonlySet<Level> = new Set(['write', 'tagging', 'permissions'])

/** Whether a grant of the action on a resource of that type lets its holder change the resource. */
export function changes(action: string, type: string): boolean {
  const known = serviceAuthorization[action]
  if (known === undefined) return true
  const concerns = known.resources.length === 0 || known.resources.includes(type)
  return concerns && WRITES.has(known.level) && !known.refersTo?.includes(type)
}
