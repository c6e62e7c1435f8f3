// secretsmanager:RemoveRegionsFromReplication: called on the primary; the replicas there go, and one that was promoted stays.
import type {
  RemoveRegionsFromReplicationCommandInput,
  RemoveRegionsFromReplicationResponse,
} from '@aws-sdk/client-secrets-manager'
import type { Operation } from '../service.ts'
import { onSecret } from './needs.ts'
import { replicationStatus } from './replicate-secret-to-regions.ts'
import { findWritable, invalidParameter, type State } from './state.ts'

type Input = RemoveRegionsFromReplicationCommandInput

/** @throws InvalidParameterException for a region to which the secret is not replicated */
export function removeRegionsFromReplication(state: State): Operation<Input, RemoveRegionsFromReplicationResponse> {
  return {
    needs: input => [onSecret(state, 'RemoveRegionsFromReplication', input.SecretId)],
    run: input => {
      const secret = findWritable(state, input.SecretId)
      const removed = input.RemoveReplicaRegions ?? []
      for (const region of removed)
        if (!secret.replicas.some(each => each.region === region))
          throw invalidParameter(`Secret is not replicated to region ${region}.`)
      secret.replicas = secret.replicas.filter(({ region }) => !removed.includes(region))
      for (const region of removed) state.options.peers?.(region)?.withdraw(secret.name)
      state.surroundings.lifecycle.changed()
      return { ARN: secret.arn, ReplicationStatus: replicationStatus(secret) }
    },
  }
}
