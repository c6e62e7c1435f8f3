// secretsmanager:StopReplicationToReplica: called in the replica's region, makes the replica a secret of its own.
import type {
  StopReplicationToReplicaCommandInput,
  StopReplicationToReplicaResponse,
} from '@aws-sdk/client-secrets-manager'
import type { Operation } from '../service.ts'
import { onSecret } from './needs.ts'
import { find, invalidRequest, isReplica, type State } from './state.ts'

/**
 * Works while the primary's region is dark: the primary then goes on listing a replica that it can no longer reach.
 *
 * @throws InvalidRequestException for a secret that is not a replica
 */
export function stopReplicationToReplica(
  state: State,
): Operation<StopReplicationToReplicaCommandInput, StopReplicationToReplicaResponse> {
  return {
    needs: input => [onSecret(state, 'StopReplicationToReplica', input.SecretId)],
    run: input => {
      const secret = find(state, input.SecretId)
      if (!isReplica(state, secret)) throw invalidRequest('Operation only permitted on a replica secret.')
      const primary = state.options.peers?.(secret.primaryRegion ?? '')
      secret.primaryRegion = undefined
      primary?.forget(secret.name, state.surroundings.region)
      state.surroundings.lifecycle.changed()
      return { ARN: secret.arn }
    },
  }
}
