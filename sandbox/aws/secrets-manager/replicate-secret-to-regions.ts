// secretsmanager:ReplicateSecretToRegions: read-only copies elsewhere, which follow the primary a little later.
import type {
  ReplicateSecretToRegionsCommandInput,
  ReplicateSecretToRegionsResponse,
  ReplicationStatusType,
} from '@aws-sdk/client-secrets-manager'
import type { Operation } from '../service.ts'
import { replicate } from './changes.ts'
import { onKey, onSecret } from './needs.ts'
import type { Replica, Secret } from './secret.ts'
import { findWritable, invalidParameter, lookUp, type State } from './state.ts'

type Input = ReplicateSecretToRegionsCommandInput

/** @throws InvalidParameterException for the secret's own region and for regions it is replicated to already. */
export function replicateSecretToRegions(state: State): Operation<Input, ReplicateSecretToRegionsResponse> {
  return {
    needs: input => {
      const secret = lookUp(state, input.SecretId ?? '')
      const context = {
        'secretsmanager:AddReplicaRegions': (input.AddReplicaRegions ?? []).map(each => each.Region ?? ''),
        'secretsmanager:ForceOverwriteReplicaSecret': String(input.ForceOverwriteReplicaSecret ?? false),
      }
      const decrypt = onKey(state, secret?.keyArn, ['Decrypt'], secret?.arn ?? '')
      const encrypt = (input.AddReplicaRegions ?? []).flatMap(each =>
        onKey(state, each.KmsKeyId, ['GenerateDataKey', 'Decrypt'], secret?.arn ?? '').map(need =>
          inRegion(need, each.Region),
        ),
      )
      return [onSecret(state, 'ReplicateSecretToRegions', input.SecretId, context), ...decrypt, ...encrypt]
    },
    run: input => {
      const secret = findWritable(state, input.SecretId)
      const home = state.surroundings.region
      const added = (input.AddReplicaRegions ?? []).map(({ Region: region = '', KmsKeyId }): Replica => {
        if (region === home || region === '') throw invalidParameter('Invalid replica region.')
        if (secret.replicas.some(each => each.region === region && each.status !== 'Failed')) {
          throw invalidParameter(`Secret is already replicated to region ${region}.`)
        }
        return { region, keyArn: KmsKeyId, force: input.ForceOverwriteReplicaSecret ?? false, status: 'InProgress' }
      })
      secret.primaryRegion = home
      secret.replicas = [
        ...secret.replicas.filter(each => !added.some(({ region }) => region === each.region)),
        ...added,
      ]
      for (const replica of added) replicate(state, secret, replica)
      return { ARN: secret.arn, ReplicationStatus: replicationStatus(secret) }
    },
  }
}

function inRegion<T extends { readonly context?: object }>(need: T, region: string | undefined): T {
  return { ...need, context: { ...need.context, 'kms:ViaService': `secretsmanager.${region}.amazonaws.com` } }
}

export function replicationStatus(secret: Secret): ReplicationStatusType[] {
  return secret.replicas.map(({ region, keyArn, status, message }) => ({
    Region: region,
    Status: status,
    ...(keyArn && { KmsKeyId: keyArn }),
    ...(message && { StatusMessage: message }),
  }))
}
