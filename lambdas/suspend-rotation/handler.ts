// Cancelling also stops a rotation that is under way, and leaves its pending version behind (see resume-rotation).
import { Missing } from '../../domain/errors.ts'
import { asLambda } from '../as-lambda.ts'
import { secrets } from '../gateways/secrets.ts'
import { implement } from '../implement.ts'
import { suspendRotation } from './contract.ts'

export const run = implement(suspendRotation, { secrets }, async ({ secret, rotationEnabled }, { secrets }) => {
  if (!rotationEnabled) return { suspended: false, interrupted: false }
  const facts = await secrets.describe(secret)
  if (!facts) throw new Missing(`the secret ${secret} does not exist`)
  if (facts.rotation.enabled) await secrets.cancelRotation(secret)
  return { suspended: true, interrupted: facts.pendingVersionId !== null }
})

export const handler = asLambda(run)
