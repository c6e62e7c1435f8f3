// secretsmanager:TagResource: adds tags and overwrites those of the same key.
import type { TagResourceCommandInput } from '@aws-sdk/client-secrets-manager'
import { AwsError, type Operation } from '../service.ts'
import { noticeChange } from './changes.ts'
import { onSecret } from './needs.ts'
import { find, invalidParameter, invalidRequest, isReplica, type State } from './state.ts'

const mostTags = 50

/** @throws InvalidParameterException for keys that begin with `aws:`; LimitExceededException over 50 tags. */
export function tagResource(state: State): Operation<TagResourceCommandInput, Record<string, never>> {
  return {
    needs: input => {
      const tags = (input.Tags ?? []).map(tag => [`aws:RequestTag/${tag.Key}`, tag.Value ?? ''] as const)
      const keys = (input.Tags ?? []).map(tag => tag.Key ?? '')
      return [onSecret(state, 'TagResource', input.SecretId, { ...Object.fromEntries(tags), 'aws:TagKeys': keys })]
    },
    run: input => {
      const secret = find(state, input.SecretId)
      if (isReplica(state, secret)) throw invalidRequest('Operation not permitted on a replica secret.')
      const tags = { ...secret.tags }
      for (const { Key = '', Value = '' } of input.Tags ?? []) {
        if (Key === '' || /^aws:/i.test(Key)) throw invalidParameter(`The tag key "${Key}" is not valid.`)
        tags[Key] = Value
      }
      if (Object.keys(tags).length > mostTags) {
        throw new AwsError('LimitExceededException', `A secret can have at most ${mostTags} tags`)
      }
      secret.tags = tags
      noticeChange(state, secret)
      return {}
    },
  }
}
