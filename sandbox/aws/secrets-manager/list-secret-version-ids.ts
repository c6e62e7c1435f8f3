// secretsmanager:ListSecretVersionIds: versions in pages; those without labels only when asked for.
import type {
  ListSecretVersionIdsCommandInput,
  ListSecretVersionIdsResponse,
  SecretVersionsListEntry,
} from '@aws-sdk/client-secrets-manager'
import { page, pageLimit } from '../pages.ts'
import { AwsError, type Operation } from '../service.ts'
import { onSecret } from './needs.ts'
import { labelsOf, type Secret, type Version } from './secret.ts'
import { find, type State } from './state.ts'

type Input = ListSecretVersionIdsCommandInput

export function listSecretVersionIds(state: State): Operation<Input, ListSecretVersionIdsResponse> {
  return {
    needs: input => [onSecret(state, 'ListSecretVersionIds', input.SecretId)],
    run: input => {
      const secret = find(state, input.SecretId)
      const labelled = new Set(secret.labels.values())
      const { items, next } = page({
        items: secret.versions.filter(version => input.IncludeDeprecated || labelled.has(version.id)),
        key: version => version.id,
        limit: pageLimit(input.MaxResults, 100, state.options.pageSize),
        token: input.NextToken,
        invalidToken: () => new AwsError('InvalidNextTokenException', 'The NextToken value is invalid.'),
      })
      const Versions = items.map(version => entry(secret, version))
      return { ARN: secret.arn, Name: secret.name, Versions, ...(next && { NextToken: next }) }
    },
  }
}

function entry(secret: Secret, version: Version): SecretVersionsListEntry {
  const stages = labelsOf(secret.labels, version.id)
  return {
    VersionId: version.id,
    CreatedDate: new Date(version.createdAt),
    KmsKeyIds: [version.keyArn ?? 'DefaultEncryptionKey'],
    ...(stages.length > 0 && { VersionStages: stages }),
    ...(version.accessedAt !== undefined && { LastAccessedDate: new Date(version.accessedAt) }),
  }
}
