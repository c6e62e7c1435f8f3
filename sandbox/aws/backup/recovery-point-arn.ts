// Recovery points are named by the service that keeps them: three families of ARNs (aws-behaviour 1.2.1).
import { uuid } from '../identifiers.ts'
import type { Surroundings } from '../service.ts'
import type { ResourceType } from './state.ts'

/** Kept by AWS Backup itself, with its own ARN, its own tags and the vault's key: of our types only EFS. */
export function isFullyManaged(type: ResourceType): boolean {
  return type === 'EFS'
}

/** Named after the cluster's resource id, so a cluster has one at a time (aws-behaviour 1.2.1). */
export function continuousPointArn({ region, accountId, chance }: Surroundings, resourceId: string): string {
  const id = `${resourceId.toLowerCase()}-${chance.hex(8, 'continuous', resourceId)}`
  return `arn:aws:backup:${region}:${accountId}:recovery-point:continuous:${id}`
}

/** `origin`: `job`, or `copyjob` for copies. */
export function recoveryPointArn(
  { region, accountId, chance }: Surroundings,
  type: ResourceType,
  origin: { readonly kind: 'job' | 'copyjob'; readonly id: string },
): string {
  switch (type) {
    case 'Aurora':
      return `arn:aws:rds:${region}:${accountId}:cluster-snapshot:awsbackup:${origin.kind}-${origin.id}`
    case 'EFS':
      return `arn:aws:backup:${region}:${accountId}:recovery-point:${uuid(chance, 'recovery-point', origin.id)}`
    case 'EBS':
      // The account field is empty.
      return `arn:aws:ec2:${region}::snapshot/snap-0${chance.hex(16, 'snapshot', origin.id)}`
  }
}
