// Removes the lock only when it names this run.
import { keys, type Lock } from '../../domain/control-records.ts'
import { asLambda } from '../as-lambda.ts'
import { controlStore } from '../gateways/control-store.ts'
import { implement } from '../implement.ts'
import { releaseLock } from './contract.ts'

export const run = implement(releaseLock, { store: controlStore }, async (_, { store, run, environment }) => {
  const key = keys.lock(environment.settings.PLATFORM)
  const held = await store.read<Lock>(key)
  if (held?.value.owner.id !== run.id) return { released: false }
  await store.remove(key)
  return { released: true }
})

export const handler = asLambda(run)
