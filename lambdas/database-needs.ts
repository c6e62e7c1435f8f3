// Permissions that the database verbs share, said once: which clusters a mode may touch, and what a query takes.
import type { Platform } from '../domain/platform.ts'
import { anyRunSuffix, type Mode } from '../domain/run.ts'
import { allow, allowAnywhere, arns, type Need } from './needs.ts'

/** The platform's own cluster. No drill may change it. */
export const sourceCluster = (p: Platform): string => arns(p).cluster(p.database.clusterId)

/** The clusters of any run of the mode, and their instances. */
export const restoredClusters = (p: Platform, mode: Mode): string =>
  arns(p).cluster(p.database.clusterId + anyRunSuffix(mode))
export const restoredInstances = (p: Platform, mode: Mode): string =>
  arns(p).instance(p.database.clusterId + anyRunSuffix(mode))

export const describeRestored = (p: Platform, mode: Mode): Need[] => [
  allow('rds:DescribeDBClusters', restoredClusters(p, mode)),
  allow('rds:DescribeDBInstances', restoredInstances(p, mode)),
]

/** The names of the source's members are not in the platform's description. */
export const describeSource = (p: Platform): Need[] => [
  allow('rds:DescribeDBClusters', sourceCluster(p)),
  allow('rds:DescribeDBInstances', arns(p).instance('*')),
]

/** The Data API reads the secret in its caller's name; its ARN is looked up first. */
export const query = (p: Platform, clusters: readonly string[], secrets: readonly string[]): Need[] => [
  allow('rds-data:ExecuteStatement', clusters),
  allow(['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'], secrets.map(arns(p).secret)),
]

/** Handing a role to a service. Which role the source has is not in the platform's description. */
export const passRoleTo = (p: Platform, service: string): Need =>
  allow('iam:PassRole', arns(p).role('*'), { StringEquals: { 'iam:PassedToService': service } })

/** RDS looks at the key and takes a grant in its caller's name (Aurora user guide, "Encrypting Amazon Aurora resources"). */
export function useKeyThroughRds(p: Platform): Need {
  const region = p.regions.primary
  return allow(['kms:DescribeKey', 'kms:CreateGrant'], keyArn(p), {
    StringEquals: { 'kms:ViaService': `rds.${region}.amazonaws.com` },
  })
}

export const keyArn = (p: Platform): string => {
  const { kmsKeyId } = p.database
  return kmsKeyId.startsWith('arn:') ? kmsKeyId : `arn:aws:kms:${p.regions.primary}:${p.account}:key/${kmsKeyId}`
}

/** Recovery points of Aurora: a snapshot's ARN is RDS's, a continuous one's AWS Backup's (aws-behaviour 1.2.1). */
export const recoveryPoints = (p: Platform): string[] => [
  `arn:aws:rds:${p.regions.primary}:${p.account}:cluster-snapshot:awsbackup:*`,
  `arn:aws:backup:${p.regions.primary}:${p.account}:recovery-point:*`,
]

export const clusterSnapshots = (p: Platform): string =>
  `arn:aws:rds:${p.regions.primary}:${p.account}:cluster-snapshot:*`

/** Only a real run adopts what an earlier one restored: its members change hands with the cluster. */
export const adopting = (p: Platform, mode: Mode): Need[] =>
  mode === 'recover'
    ? [
        allow('rds:DescribeDBInstances', restoredInstances(p, mode)),
        allow(
          ['rds:AddTagsToResource', 'rds:RemoveTagsFromResource'],
          [restoredClusters(p, mode), restoredInstances(p, mode)],
        ),
      ]
    : []

/** Jobs of AWS Backup are looked for in all: they have no names, and what they are to make tells whose they are. */
export const lookForRestoreJobs = (): Need =>
  allowAnywhere(
    ['backup:ListRestoreJobs', 'backup:GetRestoreJobMetadata'],
    'Service Authorization Reference, AWS Backup: restore jobs have no resource type',
  )

export const optionGroups = (p: Platform): string => `arn:aws:rds:${p.regions.primary}:${p.account}:og:*`

/**
 * What it takes to find and delete all that a run restored. Every cluster is listed, because an adopted one has another
 * run's name; what may be deleted is limited to names of the mode.
 */
export function deleting(p: Platform, mode: Mode): Need[] {
  const [clusters, instances] = [restoredClusters(p, mode), restoredInstances(p, mode)]
  return [
    listClusters(p),
    allow(['rds:DescribeDBInstances', 'rds:DeleteDBInstance'], instances),
    allow('rds:DeleteDBCluster', clusters),
    // Only a real run protects what it means to keep.
    ...(mode === 'recover' ? [allow('rds:ModifyDBCluster', clusters)] : []),
  ]
}

/** Only a real run adopts and gives back. */
export const givingBack = (p: Platform, mode: Mode): Need[] =>
  mode === 'recover'
    ? [
        allow(
          ['rds:AddTagsToResource', 'rds:RemoveTagsFromResource'],
          [restoredClusters(p, mode), restoredInstances(p, mode)],
        ),
      ]
    : []

/** Finding what a run made or adopted lists every cluster: {@link deleting}. */
export const listClusters = (p: Platform): Need => allow('rds:DescribeDBClusters', arns(p).cluster('*'))
