// secretsmanager:DescribeSecret: everything but the value. Members that were never set are absent, not false.
import type { DescribeSecretCommandInput, DescribeSecretResponse } from '@aws-sdk/client-secrets-manager'
import type { Operation } from '../service.ts'
import { onSecret } from './needs.ts'
import { replicationStatus } from './replicate-secret-to-regions.ts'
import { labelsOf, type Rotation, type Secret } from './secret.ts'
import { find, type State } from './state.ts'

export function describeSecret(state: State): Operation<DescribeSecretCommandInput, DescribeSecretResponse> {
  return {
    needs: input => [onSecret(state, 'DescribeSecret', input.SecretId)],
    run: input => {
      const secret = find(state, input.SecretId)
      return {
        ARN: secret.arn,
        Name: secret.name,
        CreatedDate: new Date(secret.createdAt),
        LastChangedDate: new Date(secret.changedAt),
        VersionIdsToStages: versionsWithLabels(secret),
        ...(secret.description !== undefined && { Description: secret.description }),
        ...(secret.keyArn !== undefined && { KmsKeyId: secret.keyArn }),
        ...(secret.accessedAt !== undefined && { LastAccessedDate: new Date(secret.accessedAt) }),
        ...(secret.owner !== undefined && { OwningService: secret.owner }),
        ...(Object.keys(secret.tags).length > 0 && { Tags: tagList(secret.tags) }),
        ...(secret.primaryRegion !== undefined && { PrimaryRegion: secret.primaryRegion }),
        ...(secret.replicas.length > 0 && { ReplicationStatus: replicationStatus(secret) }),
        ...(secret.rotation && rotationMembers(secret.rotation)),
      }
    },
  }
}

/** Versions without labels are left out; ListSecretVersionIds can show them. */
function versionsWithLabels(secret: Secret): Record<string, string[]> {
  return Object.fromEntries([...new Set(secret.labels.values())].map(id => [id, labelsOf(secret.labels, id)]))
}

function tagList(tags: Readonly<Record<string, string>>) {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
}

function rotationMembers(rotation: Rotation): Partial<DescribeSecretResponse> {
  return {
    RotationEnabled: rotation.enabled,
    RotationLambdaARN: rotation.lambdaArn,
    RotationRules: { ...rotation.rules },
    ...(rotation.lastAt !== undefined && { LastRotatedDate: new Date(rotation.lastAt) }),
    ...(rotation.enabled && rotation.next && { NextRotationDate: new Date(rotation.next.by) }),
  }
}
