// What an alarm or a backup sets off: a drill, or a recovery that a person approves. Events come late, twice, never, in any order.
import * as z from 'zod'
import { alarmTime, type HeededEvent, standingOf } from './events.ts'
import { type Instant, instant, toInstant, toMillis, wholeSecond } from './instant.ts'
import type { Platform } from './platform.ts'
import type { Reaction } from './platform-operations.ts'
import { requests } from './requests/index.ts'

const MINUTE = 60_000
/** EventBridge tries for 24 hours; a recovery that is proposed hours after an alarm would speak of another world. */
const STALE = 60 * MINUTE

/** @throws for a scenario that there is not, a recovery that no alarm tells the time of, and two of one name */
export function reactionsOf(platform: Platform): readonly Reaction[] {
  const { reactions } = platform
  for (const { name, on, does, scenario } of reactions) {
    if (!requests[scenario])
      throw new Error(`reactions.${name}.scenario: given ${scenario}; allowed are ${Object.keys(requests).join(', ')}`)
    if (does === 'propose-recovery' && !('alarm' in on))
      throw new Error(`reactions.${name}: a recovery is proposed by an alarm only; a backup can start a drill`)
    if (reactions.filter(each => each.name === name).length > 1)
      throw new Error(`reactions: two are called ${name}; each needs a name of its own`)
  }
  return reactions
}

/** What is remembered of a reaction, in the control bucket. */
export interface Reacted {
  /** Of the newest event so far. */
  readonly at: Instant
  /** When the run was called for that was started last; null when there was none. */
  readonly startedFor: Instant | null
}

export const reactedSchema = z.strictObject({ at: instant, startedFor: instant.nullable() })

export const reactedKey = (name: string): string => `reactions/${name}.json`

export type Verdict =
  | { readonly act: false; readonly why: string; readonly remember: Reacted | null }
  | {
      readonly act: true
      readonly at: Instant
      readonly input: Readonly<Record<string, unknown>>
      readonly why: string
    }

interface Known {
  readonly now: number
  readonly last: Reacted | null
}

/** Decides by what the event says and what is remembered. The same event decides the same, however often it comes. */
export function judgeEvent(reaction: Reaction, event: HeededEvent, { now, last }: Known): Verdict {
  const told = toldBy(reaction, event)
  if (told === undefined) return ignore('it is not what this reaction waits for')
  const at = toInstant(told.at)
  const newest = last === null || toMillis(last.at) < told.at ? at : last.at
  const remember: Reacted = { at: newest, startedFor: last?.startedFor ?? null }
  if (!told.calls) return ignore(told.why, remember)
  if (now - told.at > STALE) return ignore(`it came ${Math.round((now - told.at) / MINUTE)} minutes late`, remember)
  if (newest !== at) return ignore(`something newer, of ${newest}, is known`)
  const quietUntil = toMillis(last?.startedFor ?? '1970-01-01T00:00:00Z') + reaction.quietMinutes * MINUTE
  const again = last?.startedFor === at
  if (!again && told.at < quietUntil) return ignore(`a run was started for ${last?.startedFor}`, remember)
  return { act: true, at, input: inputOf(reaction, told.began), why: told.why }
}

const ignore = (why: string, remember: Reacted | null = null): Verdict => ({ act: false, why, remember })

interface Told {
  /** Milliseconds at which it happened, and not at which it was heard of. */
  readonly at: number
  /** Does it call for the run? */
  readonly calls: boolean
  readonly why: string
  /** When the trouble began, as far as the event knows. */
  readonly began: number
}

function toldBy({ on }: Reaction, event: HeededEvent): Told | undefined {
  if (event['detail-type'] === 'CloudWatch Alarm State Change') {
    const { alarmName, state } = event.detail
    if (!('alarm' in on) || on.alarm !== alarmName) return undefined
    const at = alarmTime(state.timestamp)
    return {
      at,
      calls: state.value === 'ALARM',
      why: `the alarm ${alarmName} went to ${state.value}`,
      began: began(state),
    }
  }
  if (event['detail-type'] !== 'Backup Job State Change' || !('backup' in on)) return undefined
  const { resourceType, resourceArn } = event.detail
  if (resourceType !== on.backup) return undefined
  const standing = standingOf(event.detail)
  const at = toMillis(event.time)
  return { at, calls: standing === 'COMPLETED', why: `the backup of ${resourceArn} is ${standing}`, began: at }
}

/** The oldest number that the alarm looked at: an alarm needs some minutes until it is sure. */
function began(state: { readonly timestamp: string; readonly reasonData?: unknown }): number {
  const { reasonData } = state
  const seen = datapoints.safeParse(reasonData)
  const times = seen.success ? seen.data.evaluatedDatapoints.map(({ timestamp }) => alarmTime(timestamp)) : []
  return Math.min(alarmTime(state.timestamp), ...times)
}

/** Absent or worded otherwise where somebody set the alarm's state by hand. */
const datapoints = z
  .string()
  .transform((text, { issues }) => {
    try {
      return JSON.parse(text) as unknown
    } catch (error) {
      issues.push({ code: 'custom', input: text, message: String(error) })
      return z.NEVER
    }
  })
  .pipe(z.looseObject({ evaluatedDatapoints: z.array(z.looseObject({ timestamp: z.string() })) }))

function inputOf({ does, scenario, input }: Reaction, at: number): Readonly<Record<string, unknown>> {
  if (does === 'start-drill') return input
  const { shape = {} } = requests[scenario]?.recover ?? {}
  return {
    ...input,
    [incidentField(scenario)]: toInstant(wholeSecond(at)),
    // An event is nobody who could answer for it.
    ...('approval' in shape && { approval: 'required', waivedBecause: null }),
  }
}

/** The field that says when it happened: its name ends so in the recovery of every scenario. */
export function incidentField(scenario: string): string {
  const found = Object.keys(requests[scenario]?.recover.shape ?? {}).find(name => name.endsWith('At'))
  if (found === undefined) throw new Error(`a recovery of ${scenario} cannot be proposed: its request names no time`)
  return found
}
