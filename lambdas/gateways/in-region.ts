// The environment of a handler, turned to another region: what may be looked at there, and never relied on.
import type { Environment } from '../environment.ts'
import type { ClientOptions } from './clients.ts'

const turned = new WeakMap<Environment, Map<string, Environment>>()

/** Calls are tried once. The same object for the same region, so that clients are made once. */
export function inRegion(environment: Environment, region: string): Environment {
  const known = turned.get(environment) ?? new Map<string, Environment>()
  turned.set(environment, known)
  const there: Environment & Pick<ClientOptions, 'attempts'> = { ...environment, region, attempts: 1 }
  const kept = known.get(region) ?? there
  known.set(region, kept)
  return kept
}
