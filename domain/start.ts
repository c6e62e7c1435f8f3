// How a run comes to be: who asked for what, under which name, and the record by which the run knows who asked.
import { createHash } from 'node:crypto'
import * as z from 'zod'
import { type Instant, instant } from './instant.ts'
import { reasonText } from './plain-text.ts'
import { type Mode, modes } from './run.ts'
import { type Who, who } from './who.ts'

/** What `start-run` takes: from the API, from chat, from a schedule or from an event. */
export const startRequest = z.strictObject({
  scenario: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
  mode: z.enum(modes),
  input: z.record(z.string(), z.unknown()).describe('The request, as the scenario takes it.'),
  requestedBy: who,
  reason: reasonText.nullable(),
  key: z
    .string()
    .regex(/^[\w.:/@+=-]{8,200}$/)
    .describe('Names the attempt: the same key from the same asker is the same run, however often it comes.'),
})

export type StartRequest = z.infer<typeof startRequest>

/** `starts/<name>.json` in the control bucket: written by `start-run` alone, read by the run itself. */
export interface StartRecord extends Pick<StartRequest, 'scenario' | 'mode' | 'requestedBy' | 'reason'> {
  /** The execution's name. */
  readonly name: string
  readonly at: Instant
  readonly inputHash: string
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Of the input, whatever the order of its fields: the machine sees it parsed. */
export const inputHash = (input: unknown): string => sha256(JSON.stringify(ordered(input)))

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered)
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return fields.map(([key, each]) => [key, ordered(each)])
}

/** Under what one asker's attempt is remembered; another asker's same key is another attempt. */
export const attemptId = ({ requestedBy: { kind, id }, key }: Pick<StartRequest, 'requestedBy' | 'key'>): string =>
  sha256(JSON.stringify([kind, id, key]))

const compact = (at: string): string => at.slice(0, 16).replace(/[-:]/g, '')

/**
 * The execution's name. A schedule's is made of the scheduled time, so that every attempt of one occasion meets the
 * same; all others of the minute in which they were first asked and the attempt.
 */
export function runName(request: StartRequest, now: Instant): string {
  const { scenario, mode, requestedBy, key } = request
  if (requestedBy.kind === 'schedule') return `${scenario}-${mode}-${compact(key)}`
  return `${scenario}-${compact(now)}-${attemptId(request).slice(0, 8)}`
}

/** What is wrong between the fields, whatever the scenario. */
export function startFaults({ mode, requestedBy, key }: StartRequest): readonly string[] {
  if (requestedBy.kind !== 'schedule') return []
  return [
    ...(mode === 'recover' ? ['mode: given recover; a schedule starts drills only'] : []),
    ...(instant.safeParse(key).success ? [] : [`key: given ${key}; of a schedule it is the scheduled time, in UTC`]),
  ]
}

/** Whether the record speaks of this very execution: machine and input, not only its name. */
export const recordsThis = (
  record: StartRecord,
  { scenario, mode, input }: { readonly scenario: string; readonly mode: Mode; readonly input: unknown },
): boolean => record.scenario === scenario && record.mode === mode && record.inputHash === inputHash(input)

/** Nobody is known: the console, or the AWS CLI. */
export const NOBODY: Who = { kind: 'none', id: '' }
