// Requests by scenario: what `check-request` accepts. A test holds this list against the scenarios.
import type * as z from 'zod'
import type { Mode } from '../run.ts'
import { databaseCorruptionFaults, databaseCorruptionRequests } from './database-corruption.ts'

interface Requests {
  readonly recover: z.ZodType
  readonly drill: z.ZodType
  /** Faults across fields and time of a recover request that is otherwise well formed. */
  readonly faults: (request: never, now: number) => readonly string[]
}

export const requests: Readonly<Record<string, Requests>> = {
  'database-corruption': { ...databaseCorruptionRequests, faults: databaseCorruptionFaults },
}

type Checked = { readonly request: unknown } | { readonly faults: readonly string[] }

/** Every fault at once, each naming the field, what was given and what is allowed. */
export function checkRequest(scenario: string, mode: Mode, given: unknown, now: number): Checked {
  const known = requests[scenario]
  if (!known) return { faults: [`scenario: given "${scenario}"; known are ${Object.keys(requests).join(', ')}`] }
  const parsed = known[mode].safeParse(given ?? {})
  if (!parsed.success) return { faults: parsed.error.issues.map(issue => faultOf(issue, given)) }
  const faults = mode === 'recover' ? known.faults(parsed.data as never, now) : []
  return faults.length > 0 ? { faults } : { request: parsed.data }
}

function faultOf(issue: z.core.$ZodIssue, given: unknown): string {
  if (issue.code === 'unrecognized_keys') {
    return `${[...issue.path, issue.keys.join(', ')].join('.')}: not a field of this request; remove it or correct its name`
  }
  const value = issue.path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<PropertyKey, unknown>)[key] : undefined,
    given,
  )
  const shown = value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 120)
  return `${issue.path.join('.') || 'request'}: given ${shown}; ${issue.message}`
}
