// secretsmanager:UpdateSecret: description, key, and a new value; unlike PutSecretValue, never idempotent by token.
import type { UpdateSecretCommandInput, UpdateSecretResponse } from '@aws-sdk/client-secrets-manager'
import { refuse } from '../not-simulated.ts'
import type { Operation } from '../service.ts'
import { noticeChange } from './changes.ts'
import { onKey, onSecret, toWrite } from './needs.ts'
import { tokenInUse } from './put-secret-value.ts'
import { followValue } from './rotation.ts'
import { current, type Secret } from './secret.ts'
import { find, findWritable, isReplica, lookUp, type State } from './state.ts'
import { addVersion, checkToken } from './versions.ts'

/** @throws ResourceExistsException for a token that is already a version, even with the same value (aws-behaviour 1.6). */
export function updateSecret(state: State): Operation<UpdateSecretCommandInput, UpdateSecretResponse> {
  return {
    needs: input => {
      const context: Record<string, string> = {}
      if (input.KmsKeyId) context['secretsmanager:KmsKeyArn'] = context['secretsmanager:KmsKeyId'] = input.KmsKeyId
      if (input.Description !== undefined) context['secretsmanager:Description'] = input.Description
      const secret = lookUp(state, input.SecretId ?? '')
      const before = input.KmsKeyId ? onKey(state, secret?.keyArn, ['Decrypt'], secret?.arn ?? '') : []
      const writes = input.SecretString !== undefined || input.KmsKeyId !== undefined
      return [
        onSecret(state, 'UpdateSecret', input.SecretId, context),
        ...before,
        ...(writes ? toWrite(state, input.SecretId, input.KmsKeyId) : []),
      ]
    },
    run: input => {
      refuse('secretsmanager:UpdateSecret', input, ['SecretBinary', 'Type'])
      const keyOnly =
        input.SecretString === undefined && input.Description === undefined && input.KmsKeyId !== undefined
      const named = find(state, input.SecretId)
      const secret = keyOnly && isReplica(state, named) ? named : findWritable(state, input.SecretId)
      if (input.SecretString === undefined) return changeMetadata(state, secret, input)
      const id = checkToken(input.ClientRequestToken)
      if (secret.versions.some(version => version.id === id)) throw tokenInUse(id, secret.arn)
      changeMetadata(state, secret, input)
      addVersion(state, secret, { id, value: input.SecretString, labels: [current] })
      followValue(state, secret)
      return { ARN: secret.arn, Name: secret.name, VersionId: id }
    },
  }
}

/** A new key re-encrypts the versions that carry labels; the others keep the key they were written with. */
function changeMetadata(state: State, secret: Secret, input: UpdateSecretCommandInput): UpdateSecretResponse {
  if (input.Description !== undefined) secret.description = input.Description
  if (input.KmsKeyId !== undefined) {
    const keyArn = input.KmsKeyId === 'alias/aws/secretsmanager' ? undefined : input.KmsKeyId
    const labelled = new Set(secret.labels.values())
    secret.keyArn = keyArn
    secret.versions = secret.versions.map(version => (labelled.has(version.id) ? { ...version, keyArn } : version))
  }
  noticeChange(state, secret)
  return { ARN: secret.arn, Name: secret.name }
}
