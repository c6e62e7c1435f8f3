// secretsmanager:GetSecretValue: one version's whole string, by label, by version id, or AWSCURRENT.
import type { GetSecretValueCommandInput, GetSecretValueResponse } from '@aws-sdk/client-secrets-manager'
import { AwsError, type Operation } from '../service.ts'
import { onKey, onSecret } from './needs.ts'
import { current, labelsOf, type Secret, type Version } from './secret.ts'
import { find, invalidRequest, lookUp, notFound, type State } from './state.ts'

const day = 86_400_000

export function getSecretValue(state: State): Operation<GetSecretValueCommandInput, GetSecretValueResponse> {
  return {
    needs: input => {
      const secret = lookUp(state, input.SecretId ?? '')
      const version = secret && shownVersion(secret, input)
      const asked = {
        ...(input.VersionId && { 'secretsmanager:VersionId': input.VersionId }),
        ...(input.VersionStage && { 'secretsmanager:VersionStage': input.VersionStage }),
      }
      const key = onKey(state, version?.keyArn, ['Decrypt'], secret?.arn ?? '')
      return [onSecret(state, 'GetSecretValue', input.SecretId, asked), ...key]
    },
    run: input => {
      const secret = find(state, input.SecretId)
      const version = read(state, secret, input)
      version.accessedAt = secret.accessedAt = Math.floor(state.surroundings.clock.now() / day) * day
      return {
        ARN: secret.arn,
        Name: secret.name,
        VersionId: version.id,
        SecretString: version.value,
        VersionStages: labelsOf(secret.shown, version.id),
        CreatedDate: new Date(version.createdAt),
      }
    },
  }
}

type Asked = Pick<GetSecretValueCommandInput, 'VersionId' | 'VersionStage'>

function shownVersion(secret: Secret, asked: Asked): Version | undefined {
  const id = asked.VersionId ?? secret.shown.get(asked.VersionStage ?? current)
  return secret.versions.find(version => version.id === id)
}

/**
 * @throws ResourceNotFoundException for a label on nothing or a missing version; InvalidRequestException when label and
 * version id disagree; DecryptionFailure when the version's key is disabled, dying or missing.
 */
function read(state: State, secret: Secret, asked: Asked): Version {
  const version = shownVersion(secret, asked)
  if (!version) {
    const what = asked.VersionId ? `VersionId: ${asked.VersionId}` : `staging label: ${asked.VersionStage ?? current}`
    throw notFound(`Secrets Manager can't find the specified secret value for ${what}`)
  }
  if (asked.VersionStage && secret.shown.get(asked.VersionStage) !== version.id) {
    throw invalidRequest('You provided a VersionStage that is not associated to the provided VersionId.')
  }
  if (version.keyArn && !(state.options.usable?.(version.keyArn) ?? true)) {
    throw new AwsError('DecryptionFailure', `The KMS key ${version.keyArn} cannot be used`)
  }
  return version
}
