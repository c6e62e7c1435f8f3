// Judges what the engine did with a case: by status, output, error and event types, and by every event's details.
import type { Execution } from '../../sandbox/engine/index.ts'
import { InvalidDefinition } from '../../sandbox/engine/index.ts'
import type { Case, RecordedEvent, Recordings } from './cases.ts'
import { play } from './stage.ts'

export interface Verdict {
  readonly name: string
  readonly tier: string
  readonly verdict: 'right' | 'wrong' | 'refused'
  /** What differs, or what was refused. */
  readonly why: string
  /** Right in every recorded detail of every event as well. */
  readonly exact: boolean
  /** The first event that differs. */
  readonly detail: string
}

type Same = Recordings['same']

export async function judge(recorded: Case, { same, behaviours }: Recordings): Promise<Verdict> {
  const { name, tier } = recorded
  try {
    const execution = await play(recorded, behaviours)
    const why = difference(recorded, execution, same)
    const detail = firstDifference(recorded, execution, same)
    return { name, tier, verdict: why === '' ? 'right' : 'wrong', why, exact: why === '' && detail === '', detail }
  } catch (error) {
    if (!Error.isError(error)) throw error
    const verdict = error instanceof InvalidDefinition ? 'refused' : 'wrong'
    return { name, tier, verdict, why: error.message, exact: false, detail: '' }
  }
}

function difference({ expected, flags = [] }: Case, execution: Execution, same: Same): string {
  const output = execution.output === undefined ? undefined : JSON.parse(execution.output)
  const told = (what: string, wanted: unknown, found: unknown) =>
    `${what}: ${JSON.stringify(wanted)} was ${JSON.stringify(found)}`
  const { status, error, cause } = execution
  if (expected.status !== 'RUNNING' && !same(expected.status, status))
    return told('status', expected.status, [status, error, cause])
  if (!same(expected.output, output)) return told('output', expected.output, output)
  if (!same(expected.error, error)) return told('error', expected.error, error)
  if (!same(expected.cause, cause)) return told('cause', expected.cause, cause)
  if (expected.historyTypes === undefined) return ''
  const types = ordered(expected.historyTypes, flags)
  const found = ordered(
    normalised(execution, flags).map(each => each.type),
    flags,
  )
  return same(types, found) ? '' : told('types', types, found)
}

function ordered(types: readonly string[], flags: readonly string[]): readonly string[] {
  return varies(flags) ? types.toSorted() : types
}

function varies(flags: readonly string[]): boolean {
  return flags.some(flag => flag.endsWith('-order-may-vary'))
}

/**
 * The recorder took the events between ParallelStateStarted and the state's end, set their ids to 0, sorted them, and
 * put them back over one event too many: the end itself is lost, and so is what stood between it and an inner one.
 */
function normalised({ history }: Execution, flags: readonly string[]): readonly RecordedEvent[] {
  const events = (history as unknown as readonly RecordedEvent[]).slice()
  if (!flags.includes('parallel-normalised')) return events
  let from = -1
  let inside: RecordedEvent[] = []
  for (let index = 0; index < events.length; index++) {
    const event = events[index] as RecordedEvent
    if (event.type === 'ParallelStateStarted') {
      from = index + 1
      inside = []
    } else if (from >= 0 && /^ParallelState(Succeeded|Failed)$/.test(event.type)) {
      events.splice(from, index + 1 - from, ...inside)
    } else if (from >= 0 && !event.type.startsWith('ParallelStateExited')) {
      inside.push(event)
    } else if (event.type === 'ParallelStateExited') {
      from = -1
    }
  }
  return events
}

/** Where the order may vary, every recorded event must have an equal; elsewhere the one in its place. */
function firstDifference({ expected, flags = [] }: Case, execution: Execution, same: Same): string {
  const found = [...normalised(execution, flags)]
  for (const [index, event] of (expected.events ?? []).entries()) {
    const candidates = varies(flags) ? found.keys().toArray() : [0]
    const match = candidates.find(at => sameEvent(event, found[at], same))
    if (match === undefined) return `${index + 1}: ${JSON.stringify(event)} was ${JSON.stringify(found[0])}`
    found.splice(match, 1)
  }
  return ''
}

const IGNORED = ['timestamp', 'roleArn', 'ResponseMetadata']

function sameEvent(expected: RecordedEvent, found: RecordedEvent | undefined, same: Same): boolean {
  if (found === undefined) return false
  const reordered = expected.id === 0
  const rid = (event: RecordedEvent) => {
    const kept = Object.entries(event).filter(([key]) => !IGNORED.includes(key) && !(reordered && /id$/i.test(key)))
    return Object.fromEntries(kept.map(([key, value]) => [key, withoutRole(value)]))
  }
  return same(rid(expected), rid(found))
}

function withoutRole(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).filter(([key]) => !IGNORED.includes(key)))
}
