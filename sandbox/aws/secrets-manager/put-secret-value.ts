// secretsmanager:PutSecretValue: a new version that replaces the whole string; there is no patch of one key.
import type { PutSecretValueCommandInput, PutSecretValueResponse } from '@aws-sdk/client-secrets-manager'
import { refuse } from '../not-simulated.ts'
import { AwsError, type Operation } from '../service.ts'
import { onSecret, toWrite } from './needs.ts'
import { followValue } from './rotation.ts'
import { current, labelsOf } from './secret.ts'
import { findWritable, invalidParameter, type State } from './state.ts'
import { addVersion, checkToken } from './versions.ts'

/**
 * The token is the version's id. Same token and same value: nothing happens, labels stay where they are by now.
 *
 * @throws ResourceExistsException for the same token with another value, and as `addVersion` and `findWritable`.
 */
export function putSecretValue(state: State): Operation<PutSecretValueCommandInput, PutSecretValueResponse> {
  return {
    needs: input => [onSecret(state, 'PutSecretValue', input.SecretId), ...toWrite(state, input.SecretId)],
    run: input => {
      refuse('secretsmanager:PutSecretValue', input, ['SecretBinary', 'RotationToken'])
      const secret = findWritable(state, input.SecretId)
      const id = checkToken(input.ClientRequestToken)
      const value = input.SecretString
      if (value === undefined) throw invalidParameter('You must provide either SecretString or SecretBinary.')
      const existing = secret.versions.find(version => version.id === id)
      if (existing && existing.value !== value) throw tokenInUse(id, secret.arn)
      if (!existing) {
        addVersion(state, secret, { id, value, labels: input.VersionStages ?? [current] })
        followValue(state, secret)
      }
      return { ARN: secret.arn, Name: secret.name, VersionId: id, VersionStages: labelsOf(secret.labels, id) }
    },
  }
}

export function tokenInUse(token: string, arn: string): AwsError {
  const message = `You can't use ClientRequestToken ${token} because that value is already in use for a version of ${arn}.`
  return new AwsError('ResourceExistsException', message)
}
