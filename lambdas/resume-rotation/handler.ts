// A pending version holds the host of its time: taken up after the cutover it would point WordPress back.
import { hostOf } from '../../domain/application-secret.ts'
import { Missing } from '../../domain/errors.ts'
import { asLambda } from '../as-lambda.ts'
import { type SecretFacts, secrets } from '../gateways/secrets.ts'
import { implement } from '../implement.ts'
import { resumeRotation } from './contract.ts'

export const run = implement(
  resumeRotation,
  { secrets },
  async ({ secret, rotationEnabled, rotationRules }, { secrets }) => {
    if (!rotationEnabled) return { resumed: false, pendingDropped: false }
    const facts = await secrets.describe(secret)
    if (!facts) throw new Missing(`the secret ${secret} does not exist`)
    if (facts.rotation.enabled) return { resumed: false, pendingDropped: false }
    const pendingDropped = await dropMisleadingPending(secrets, secret, facts)
    await secrets.resumeRotation(secret, rotationRules)
    return { resumed: true, pendingDropped }
  },
)

/** A pending version of the same host is kept: the database may already have its password, and the rotation goes on with it. */
async function dropMisleadingPending(
  gateway: ReturnType<typeof secrets>,
  secret: string,
  facts: SecretFacts,
): Promise<boolean> {
  const { pendingVersionId, versionId } = facts
  if (pendingVersionId === null) return false
  const [pending, current] = [
    await gateway.fieldsOf(secret, pendingVersionId),
    await gateway.fieldsOf(secret, versionId),
  ]
  if (pending && current && hostOf(pending) === hostOf(current)) return false
  await gateway.dropPending(secret, pendingVersionId)
  return true
}

export const handler = asLambda(run)
