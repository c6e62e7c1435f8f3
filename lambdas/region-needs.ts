// Permissions of a run in the recovery region: what it may look at in the other one, and what moves visitors.
import type { Platform } from '../domain/platform.ts'
import { allow, allowAnywhere, allowInCluster, arns, type KubernetesNeed, type Need } from './needs.ts'

/** ARNs of the region that was lost; `regions.recovery` is the other one in a view. */
export const atHome = (p: Platform) => arns(p, p.regions.recovery)

/** The copies of the database: snapshots of RDS (aws-behaviour 1.2.1). */
export const databaseCopies = (p: Platform): string =>
  `arn:aws:rds:${p.regions.primary}:${p.account}:cluster-snapshot:awsbackup:*`

/** The copies of the files: recovery points of AWS Backup. */
export const filesCopies = (p: Platform): string => `arn:aws:backup:${p.regions.primary}:${p.account}:recovery-point:*`

export const readAlarms = (p: Platform): Need =>
  allow('cloudwatch:DescribeAlarms', `arn:aws:cloudwatch:${p.regions.primary}:${p.account}:alarm:*`)

export const readMetrics = (): Need =>
  allowAnywhere(
    'cloudwatch:GetMetricStatistics',
    'Service Authorization Reference, CloudWatch: GetMetricStatistics has no resource type',
  )

/** The flag alone: a metric is no resource, but its namespace is a condition. */
export const raiseFlag = (namespace: string): Need => ({
  ...allowAnywhere(
    'cloudwatch:PutMetricData',
    'Service Authorization Reference, CloudWatch: PutMetricData has no resource type',
  ),
  kind: 'aws',
  conditions: { StringEquals: { 'cloudwatch:namespace': namespace } },
})

/** Route 53 is global: its ARNs have neither region nor account. Only the records of the site's own name may change. */
export const changeRecords = (hostedZone: string, name: string): Need[] => [
  allow('route53:ListResourceRecordSets', `arn:aws:route53:::hostedzone/${hostedZone}`),
  allow('route53:ChangeResourceRecordSets', `arn:aws:route53:::hostedzone/${hostedZone}`, {
    'ForAllValues:StringEquals': { 'route53:ChangeResourceRecordSetsNormalizedRecordNames': [name] },
  }),
]

type Rule = Omit<KubernetesNeed, 'kind' | 'where' | 'namespace'>

/** WordPress of the region that was lost, for when it answers again: there it must not go on beside this one. */
export function onWordpressAtHome(p: Platform): readonly Need[] {
  const { namespace, deployment, argoApplication } = p.kubernetes
  const rule = (given: Rule): Need => allowInCluster({ ...given, namespace, where: 'home' })
  return [
    allow('eks:DescribeCluster', atHome(p).kubernetesCluster(p.home.clusterName)),
    rule({ apiGroup: 'apps', resource: 'deployments', verbs: ['get', 'patch'], names: [deployment] }),
    rule({ apiGroup: 'apps', resource: 'deployments/scale', verbs: ['get', 'patch'], names: [deployment] }),
    rule({ apiGroup: 'batch', resource: 'cronjobs', verbs: ['list', 'get', 'patch'] }),
    ...(argoApplication === null ? [] : [argoAtHome(argoApplication)]),
  ]
}

const argoAtHome = ({ namespace, name }: NonNullable<Platform['kubernetes']['argoApplication']>): Need =>
  allowInCluster({
    ...{ apiGroup: 'argoproj.io', resource: 'applications', verbs: ['get', 'patch'], namespace, names: [name] },
    where: 'home',
  })
