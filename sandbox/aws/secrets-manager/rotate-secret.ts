// secretsmanager:RotateSecret and CancelRotateSecret: the schedule, and (by default!) a rotation at once.
import type {
  CancelRotateSecretCommandInput,
  CancelRotateSecretResponse,
  RotateSecretCommandInput,
  RotateSecretResponse,
} from '@aws-sdk/client-secrets-manager'
import { refuse } from '../not-simulated.ts'
import type { Operation } from '../service.ts'
import { onSecret } from './needs.ts'
import { checkRules, scheduleRotation, startRotation, unfinished } from './rotation.ts'
import type { Secret } from './secret.ts'
import { findWritable, invalidRequest, lookUp, type State } from './state.ts'
import { checkToken } from './versions.ts'

/**
 * `RotateImmediately` is true unless given: a call meant to change the schedule changes the password as well.
 *
 * @throws InvalidRequestException without a rotation function, and while an earlier rotation is unfinished (which is
 * then taken up again)
 */
export function rotateSecret(state: State): Operation<RotateSecretCommandInput, RotateSecretResponse> {
  return {
    needs: input => {
      const lambdaArn = input.RotationLambdaARN ?? lookUp(state, input.SecretId ?? '')?.rotation?.lambdaArn
      const context = {
        'secretsmanager:RotateImmediately': String(input.RotateImmediately ?? true),
        'secretsmanager:ModifyRotationRules': String(input.RotationRules !== undefined),
        ...(input.RotationLambdaARN && { 'secretsmanager:RotationLambdaARN': input.RotationLambdaARN }),
      }
      const invoke = lambdaArn ? [{ action: 'lambda:InvokeFunction', resource: lambdaArn }] : []
      return [onSecret(state, 'RotateSecret', input.SecretId, context), ...invoke]
    },
    run: input => {
      refuse('secretsmanager:RotateSecret', input, ['ExternalSecretRotationMetadata', 'ExternalSecretRotationRoleArn'])
      const secret = findWritable(state, input.SecretId)
      const token = checkToken(input.ClientRequestToken)
      configure(secret, input)
      if (unfinished(secret) !== undefined) {
        startRotation(state, secret, token)
        throw invalidRequest("A previous rotation isn't complete. That rotation will be reattempted.")
      }
      if (input.RotateImmediately ?? true) startRotation(state, secret, token)
      else scheduleRotation(state, secret)
      return { ARN: secret.arn, Name: secret.name, VersionId: token }
    },
  }
}

function configure(secret: Secret, input: RotateSecretCommandInput): void {
  const lambdaArn = input.RotationLambdaARN ?? secret.rotation?.lambdaArn
  if (lambdaArn === undefined) {
    throw invalidRequest('No Lambda rotation function ARN is associated with this secret.')
  }
  if (input.RotationRules) checkRules(input.RotationRules)
  const rules = input.RotationRules ? { ...input.RotationRules } : (secret.rotation?.rules ?? {})
  secret.rotation = { windows: 0, ...secret.rotation, enabled: true, lambdaArn, rules }
}

/** A rotation under way stops where it is and leaves AWSPENDING behind. */
export function cancelRotateSecret(
  state: State,
): Operation<CancelRotateSecretCommandInput, CancelRotateSecretResponse> {
  return {
    needs: input => [onSecret(state, 'CancelRotateSecret', input.SecretId)],
    run: input => {
      const secret = findWritable(state, input.SecretId)
      const { rotation } = secret
      if (!rotation) throw invalidRequest('This secret has no rotation function to cancel.')
      const VersionId = rotation.running
      rotation.enabled = false
      rotation.running = undefined
      rotation.next?.timer.cancel()
      rotation.next = undefined
      return { ARN: secret.arn, Name: secret.name, ...(VersionId && { VersionId }) }
    },
  }
}
