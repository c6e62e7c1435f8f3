// Judged by the host, not by the version: a rotation may have written a newer password since the version was remembered.
import { hostOf } from '../../domain/application-secret.ts'
import { Missing } from '../../domain/errors.ts'
import { asLambda } from '../as-lambda.ts'
import { secrets } from '../gateways/secrets.ts'
import { implement } from '../implement.ts'
import { restoreSecret } from './contract.ts'

export const run = implement(restoreSecret, { secrets }, async ({ secret, versionId: remembered }, { secrets }) => {
  const facts = await secrets.describe(secret)
  if (!facts) throw new Missing(`the secret ${secret} does not exist`)
  const { versionId: current, previousVersionId } = facts
  if (current === remembered) return { moved: false, versionId: current }
  const host = hostOf(await secrets.read(secret, remembered))
  if (hostOf(await secrets.read(secret, current)) === host) return { moved: false, versionId: current }
  // The version that the run displaced has the newest password of the old cluster.
  const displaced = previousVersionId !== null && hostOf(await secrets.read(secret, previousVersionId)) === host
  const to = displaced ? previousVersionId : remembered
  await secrets.moveCurrent(secret, { to, from: current })
  return { moved: true, versionId: to }
})

export const handler = asLambda(run)
