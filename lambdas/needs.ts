// The vocabulary of `needs`: what IAM and Kubernetes must allow, said once and read by infra, docs and sandbox.
import { type Platform, platformName } from '../domain/platform.ts'

export interface AwsNeed {
  readonly kind: 'aws'
  readonly actions: readonly string[]
  readonly resources: readonly string[]
  /** Why the resource is `*`: where the Service Authorization Reference says so. */
  readonly because?: string
  /** Condition operator → key → values. */
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>
}

export interface KubernetesNeed {
  readonly kind: 'kubernetes'
  readonly apiGroup: string
  /** With its subresource, e.g. `deployments/scale`. */
  readonly resource: string
  readonly verbs: readonly string[]
  /** Absent for cluster-scoped resources. */
  readonly namespace?: string
  /** Absent where the verb cannot be limited to names (`list`, `create`). */
  readonly names?: readonly string[]
  /** In the cluster of the other region, which a run may reach out to and never relies on. */
  readonly where?: 'home'
}

export type Need = AwsNeed | KubernetesNeed

type OneOrMore = string | readonly string[]

const list = (value: OneOrMore): readonly string[] => (typeof value === 'string' ? [value] : value)

export function allow(actions: OneOrMore, resources: OneOrMore, conditions?: AwsNeed['conditions']): AwsNeed {
  const need = { kind: 'aws', actions: list(actions), resources: list(resources) } as const
  return conditions ? { ...need, conditions } : need
}

/** For actions to which the Service Authorization Reference gives no resource level; `because` names the place. */
export function allowAnywhere(actions: OneOrMore, because: string): AwsNeed {
  if (because === '') throw new Error('a wildcard needs its reason')
  return { kind: 'aws', actions: list(actions), resources: ['*'], because }
}

export const allowInCluster = (need: Omit<KubernetesNeed, 'kind'>): KubernetesNeed => ({ kind: 'kubernetes', ...need })

/** The ARNs of a platform's resources in one region. */
export function arns(platform: Platform, region: string = platform.regions.primary) {
  const { account } = platform
  return {
    cluster: (id: string) => `arn:aws:rds:${region}:${account}:cluster:${id}`,
    instance: (id: string) => `arn:aws:rds:${region}:${account}:db:${id}`,
    clusterParameterGroup: (name: string) => `arn:aws:rds:${region}:${account}:cluster-pg:${name}`,
    parameterGroup: (name: string) => `arn:aws:rds:${region}:${account}:pg:${name}`,
    subnetGroup: (name: string) => `arn:aws:rds:${region}:${account}:subgrp:${name}`,
    /** Secrets Manager adds a hyphen and six characters to the name. */
    secret: (name: string) => `arn:aws:secretsmanager:${region}:${account}:secret:${name}-??????`,
    object: (bucket: string, key: string) => `arn:aws:s3:::${bucket}/${key}`,
    bucket: (bucket: string) => `arn:aws:s3:::${bucket}`,
    topic: (name: string) => `arn:aws:sns:${region}:${account}:${name}`,
    kubernetesCluster: (name: string) => `arn:aws:eks:${region}:${account}:cluster/${name}`,
    vault: (name: string) => `arn:aws:backup:${region}:${account}:backup-vault:${name}`,
    backupPlan: (id: string) => `arn:aws:backup:${region}:${account}:backup-plan:${id}`,
    role: (name: string) => `arn:aws:iam::${account}:role/${name}`,
    stateMachine: (name: string) => `arn:aws:states:${region}:${account}:stateMachine:${name}`,
    lambda: (name: string) => `arn:aws:lambda:${region}:${account}:function:${name}`,
    execution: (machine: string) => `arn:aws:states:${region}:${account}:execution:${machine}:*`,
  }
}

/** Writing to the evidence bucket needs its key, which is known by its alias. */
export const evidenceKey = (platform: Platform, region: string = platform.regions.primary): AwsNeed =>
  allow('kms:GenerateDataKey', [`arn:aws:kms:${region}:${platform.account}:key/*`], {
    'ForAnyValue:StringEquals': { 'kms:ResourceAliases': evidenceKeyAlias(platform) },
  })

export const evidenceKeyAlias = (platform: Platform): string => `alias/${platformName(platform)}-muster-evidence`
