// Requests by scenario: what `check-request` accepts. A test holds this list against the scenarios.
import * as z from 'zod'
import type { Mode } from '../run.ts'
import { databaseCorruptionFaults, databaseCorruptionRequests } from './database-corruption.ts'
import { fileDeletionFaults, fileDeletionRequests } from './file-deletion.ts'
import { monitoringLossFaults, monitoringLossRequests } from './monitoring-loss.ts'
import { regionFailureFaults, regionFailureRequests } from './region-failure.ts'

interface Requests {
  readonly recover: z.ZodObject
  readonly drill: z.ZodObject
  /** Faults across fields and time of a recover request; fields that are malformed by themselves are absent from it. */
  readonly faults: (request: never, now: number) => readonly string[]
}

export const requests: Readonly<Record<string, Requests>> = {
  'database-corruption': { ...databaseCorruptionRequests, faults: databaseCorruptionFaults },
  'file-deletion': { ...fileDeletionRequests, faults: fileDeletionFaults },
  'monitoring-loss': { ...monitoringLossRequests, faults: monitoringLossFaults },
  'region-failure': { ...regionFailureRequests, faults: regionFailureFaults },
}

type Checked = { readonly request: unknown } | { readonly faults: readonly string[] }

/** Every fault at once, each naming the field, what was given and what is allowed. */
export function checkRequest(scenario: string, mode: Mode, given: unknown, now: number): Checked {
  const known = requests[scenario]
  if (!known) return { faults: [`scenario: given "${scenario}"; known are ${Object.keys(requests).join(', ')}`] }
  const parsed = known[mode].safeParse(given ?? {})
  const malformed = (parsed.error?.issues ?? []).map(issue => faultOf(issue, given))
  const across = mode === 'recover' ? known.faults(wellFormed(known[mode], given) as never, now) : []
  const faults = [...malformed, ...across]
  return faults.length > 0 ? { faults } : { request: parsed.data }
}

/** One malformed field must not hide what is wrong between the others. */
function wellFormed({ shape }: z.ZodObject, given: unknown): Readonly<Record<string, unknown>> {
  const fields = (typeof given === 'object' ? given : null) ?? {}
  const each = Object.entries(shape).flatMap(([name, schema]) => {
    const parsed = z.safeParse(schema, (fields as Record<string, unknown>)[name])
    return parsed.success ? [[name, parsed.data]] : []
  })
  return Object.fromEntries(each)
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
