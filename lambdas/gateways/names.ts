// What names resolve to, as the function's own resolver says. Nothing is kept here: resolvers keep answers enough.
import { Resolver } from 'node:dns/promises'
import type { Environment } from '../environment.ts'

/** Milliseconds and tries: a poll follows anyway. */
const TIMEOUT = 2_000
const TRIES = 2
/** The name does not exist, has no address, or nobody answers for it. */
const NOTHING = ['ENOTFOUND', 'ENODATA', 'ESERVFAIL', 'ETIMEOUT', 'EREFUSED', 'ECONNREFUSED']

export const names = ({ resolve = onAws }: Environment) => ({
  /** IPv4 addresses, sorted; none when there is no answer. */
  addressesOf: async (name: string): Promise<readonly string[]> => [...(await resolve(name))].sort(),
})

async function onAws(name: string): Promise<readonly string[]> {
  try {
    return await new Resolver({ timeout: TIMEOUT, tries: TRIES }).resolve4(name)
  } catch (error) {
    if (NOTHING.includes((error as { code?: string }).code ?? '')) return []
    throw error
  }
}
