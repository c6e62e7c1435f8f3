// A secret: versions that never change, and labels that move between them.
import type { Timer } from '../../clock.ts'

export interface Version {
  readonly id: string
  readonly value: string
  readonly createdAt: number
  /** Customer-managed key; undefined for `aws/secretsmanager`. */
  readonly keyArn: string | undefined
  accessedAt?: number
}

export interface RotationRules {
  readonly AutomaticallyAfterDays?: number | undefined
  readonly Duration?: string | undefined
  readonly ScheduleExpression?: string | undefined
}

export interface Rotation {
  enabled: boolean
  lambdaArn: string
  rules: RotationRules
  lastAt?: number | undefined
  /** When it will happen, which AWS keeps to itself, and the end of the window, which it tells. */
  next?: { readonly at: number; readonly by: number; readonly timer: Timer } | undefined
  /** The version being rotated to, until it is finished, cancelled or failed. */
  running?: string | undefined
  failure?: string | undefined
  /** How many windows were drawn. */
  windows: number
}

export interface Replica {
  readonly region: string
  readonly keyArn: string | undefined
  readonly force: boolean
  status: 'InProgress' | 'InSync' | 'Failed'
  message?: string | undefined
}

/** What a replica receives from its primary. */
export interface Content {
  readonly name: string
  readonly suffix: string
  readonly description: string | undefined
  readonly versions: readonly Version[]
  readonly labels: ReadonlyMap<string, string>
  readonly tags: Readonly<Record<string, string>>
}

export interface Secret {
  readonly name: string
  /** Six characters that end the ARN; replicas share them. */
  readonly suffix: string
  readonly arn: string
  description: string | undefined
  keyArn: string | undefined
  versions: Version[]
  /** Label to version id. One label is on one version, so putting it there takes it from elsewhere. */
  labels: Map<string, string>
  /** The labels as readers see them: a value read can lag a write (aws-behaviour 1.6). */
  shown: ReadonlyMap<string, string>
  tags: Record<string, string>
  /** The service that owns it, e.g. `rds`; its secrets cannot be edited. */
  owner: string | undefined
  readonly createdAt: number
  changedAt: number
  accessedAt?: number | undefined
  rotation?: Rotation | undefined
  /** Set once replicated, on both sides; on a replica it is another region than its own. */
  primaryRegion?: string | undefined
  replicas: Replica[]
}

export const current = 'AWSCURRENT'
export const previous = 'AWSPREVIOUS'
export const pending = 'AWSPENDING'

/** Moves labels to a version. Whoever loses AWSCURRENT gets AWSPREVIOUS. */
export function label(secret: Secret, versionId: string, labels: readonly string[]): void {
  for (const each of labels) {
    const before = secret.labels.get(each)
    secret.labels.set(each, versionId)
    if (each === current && before !== undefined && before !== versionId) secret.labels.set(previous, before)
  }
}

export function labelsOf(labels: ReadonlyMap<string, string>, versionId: string): string[] {
  return [...labels].filter(([, id]) => id === versionId).map(([each]) => each)
}

export function currentVersion(secret: Secret): Version | undefined {
  const id = secret.labels.get(current)
  return secret.versions.find(version => version.id === id)
}
