// Each secret's name, owner and keys; values stay inside the function.
import { secretBlockers } from '../../domain/database-preflight.ts'
import { asLambda } from '../as-lambda.ts'
import { credentials } from '../gateways/credentials.ts'
import { look } from '../gateways/look.ts'
import { implement } from '../implement.ts'
import { preflightSecrets } from './contract.ts'

export const run = implement(preflightSecrets, { secrets: credentials }, async ({ database }, { secrets }) => {
  const { secret, masterSecret, readerSecret } = database
  const blockers: string[] = []
  for (const [name, needed] of [
    [secret, ['host', 'username', 'password']],
    [masterSecret, ['username', 'password']],
    [readerSecret, ['username', 'password']],
  ] as const) {
    const found = await look(`the secret ${name}`, async () => {
      const holder = await secrets.find(name)
      return secretBlockers({ name, needed, holder, keys: holder ? await secrets.keysOf(name) : [] })
    })
    blockers.push(...found)
  }
  return { blockers, notes: [] }
})

export const handler = asLambda(run)
