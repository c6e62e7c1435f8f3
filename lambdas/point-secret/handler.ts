// Writes replace the whole string, so everything that is not known here is carried along (aws-behaviour 1.6).
import { hostOf, pointTo } from '../../domain/application-secret.ts'
import { Missing } from '../../domain/errors.ts'
import { asLambda } from '../as-lambda.ts'
import { secrets } from '../gateways/secrets.ts'
import { implement } from '../implement.ts'
import { pointSecret } from './contract.ts'

export const run = implement(pointSecret, { secrets }, async ({ secret, ...address }, { secrets }) => {
  const facts = await secrets.describe(secret)
  if (!facts) throw new Missing(`the secret ${secret} does not exist`)
  const { versionId: currentId, previousVersionId } = facts
  const current = await secrets.read(secret, currentId)
  if (hostOf(current) === undefined)
    throw new Missing(`the secret ${secret} has no key host: WordPress reads its address elsewhere`)

  const { fields, changedKeys } = pointTo(current, address)
  if (changedKeys.length > 0) {
    const versionId = await secrets.put(secret, fields, { ...address, basis: currentId })
    return { versionId, previousVersionId: currentId, changedKeys: [...changedKeys] }
  }
  // It points there already: an earlier attempt of this step, whose answer was lost, or somebody by hand.
  const before = previousVersionId !== null && secrets.isOurs(currentId) ? previousVersionId : currentId
  const earlier = pointTo(await secrets.read(secret, before), address).changedKeys
  return { versionId: currentId, previousVersionId: before, changedKeys: [...earlier] }
})

export const handler = asLambda(run)
