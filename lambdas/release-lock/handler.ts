// Removes the lock only when it names this run, and only the very lock that was read.
import { keys, type Lock } from '../../domain/control-records.ts'
import { asLambda } from '../as-lambda.ts'
import { controlStore } from '../gateways/control-store.ts'
import { implement } from '../implement.ts'
import { releaseLock } from './contract.ts'

export const run = implement(releaseLock, { store: controlStore }, async (_, { store, run, environment }) => {
  const key = keys.lock(environment.settings.PLATFORM)
  const held = await store.read<Lock>(key)
  if (held?.value.owner.id !== run.id) return { released: false }
  return { released: await store.remove(key, { onlyIf: held.etag }) }
})

export const handler = asLambda(run)
