// secretsmanager:UpdateSecretVersionStage: moves a label; rolling back is moving AWSCURRENT to the version before.
import type {
  UpdateSecretVersionStageCommandInput,
  UpdateSecretVersionStageResponse,
} from '@aws-sdk/client-secrets-manager'
import type { Operation } from '../service.ts'
import { noticeChange } from './changes.ts'
import { onSecret } from './needs.ts'
import { current, label, type Secret } from './secret.ts'
import { findWritable, invalidParameter, notFound, type State } from './state.ts'

type Input = UpdateSecretVersionStageCommandInput

/**
 * @throws InvalidParameterException when the version that holds the label now is not named, when another is, or when
 * AWSCURRENT would end on nothing; ResourceNotFoundException for a version that does not exist.
 */
export function updateSecretVersionStage(state: State): Operation<Input, UpdateSecretVersionStageResponse> {
  return {
    needs: input => {
      const stage = { 'secretsmanager:VersionStage': input.VersionStage ?? '' }
      return [onSecret(state, 'UpdateSecretVersionStage', input.SecretId, stage)]
    },
    run: input => {
      const secret = findWritable(state, input.SecretId)
      const stage = input.VersionStage ?? ''
      checkMove(secret, stage, input)
      if (input.MoveToVersionId !== undefined) label(secret, input.MoveToVersionId, [stage])
      else secret.labels.delete(stage)
      noticeChange(state, secret)
      return { ARN: secret.arn, Name: secret.name }
    },
  }
}

function checkMove(secret: Secret, stage: string, { MoveToVersionId: to, RemoveFromVersionId: from }: Input): void {
  const holder = secret.labels.get(stage)
  for (const id of [to, from]) {
    if (id !== undefined && !secret.versions.some(version => version.id === id)) {
      throw notFound(`Secrets Manager can't find the specified secret version: ${id}`)
    }
  }
  if (to === undefined && from === undefined) {
    throw invalidParameter('You must provide MoveToVersionId, RemoveFromVersionId or both.')
  }
  if (from !== undefined && from !== holder) {
    throw invalidParameter(`Staging label ${stage} is not attached to version ${from}.`)
  }
  if (to === undefined && stage === current) {
    throw invalidParameter(`You can only move staging label ${current} to another version; it cannot be removed.`)
  }
  if (from === undefined && holder !== undefined && holder !== to) {
    const rule = `${stage} is attached to version ${holder}, which must be named in RemoveFromVersionId.`
    throw invalidParameter(`The parameter RemoveFromVersionId can't be empty. Staging label ${rule}`)
  }
}
