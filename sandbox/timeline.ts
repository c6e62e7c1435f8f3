// From an execution's history to the steps people know: phase, title, when, how often tried, and what was said.
import { toInstant } from '../domain/instant.ts'
import type { Known, Titles } from '../workflows/language/titles.ts'
import type { HistoryEvent } from './engine/index.ts'
import type { StepOutcome } from './rehearsal.ts'
import { said } from './said.ts'

interface Open {
  readonly known: Known
  readonly startedAt: number
  endedAt: number | undefined
  attempts: number
  failed: boolean
  /** A wait whose last poll was not ready. */
  pending: boolean
  said: string
}

/** Builds the steps as events come; `changed` is told of each step that ends. */
export class Timeline {
  readonly #titles: Titles
  readonly #steps = new Map<string, Open>()
  readonly #stateOf = new Map<number, string>()
  readonly #results = new Map<string, unknown[]>()
  readonly #listeners = new Map<string, (() => void)[]>()

  constructor(titles: Titles) {
    this.#titles = titles
  }

  /** Returns the step that has just ended with this event, if one has. */
  add(event: HistoryEvent): StepOutcome | undefined {
    const name = stateNameOf(event) ?? this.#stateOf.get(event.previousEventId)
    if (name === undefined) return undefined
    this.#stateOf.set(event.id, name)
    const known = this.#titles.of(name)
    if (!known) return undefined
    const open = this.#open(known, event.timestamp)
    if (event.type === 'TaskScheduled') open.attempts += 1
    if (event.type === 'TaskFailed' || event.type === 'TaskTimedOut') {
      open.failed = true
      open.said = errorOf(event) || open.said
    }
    if (event.type === 'TaskSucceeded') {
      const payload = payloadOf(event)
      open.failed = false
      open.pending = statusOf(payload) === 'pending' || statusOf(payload) === 'paused'
      // What a wait said while it was pending is over when it is ready.
      open.said = said(payload) || (statusOf(payload) === 'ready' ? '' : open.said)
      this.#results.set(known.verb, [...(this.#results.get(known.verb) ?? []), payload])
    }
    if (!event.type.endsWith('StateExited')) return undefined
    open.endedAt = event.timestamp
    return name === known.title && !open.pending ? outcomeOf(open) : undefined
  }

  /** Calls back when the step of that name begins, undos being called `undo_<step>`; once. */
  whenBegun(name: string, listener: () => void): void {
    this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), listener])
  }

  steps(): readonly StepOutcome[] {
    return [...this.#steps.values()].map(outcomeOf)
  }

  /** Everything that a verb answered in this run, in order. */
  results(verb: string): readonly unknown[] {
    return this.#results.get(verb) ?? []
  }

  #open(known: Known, at: number): Open {
    const found = this.#steps.get(known.title)
    if (found) return found
    const opened: Open = {
      known,
      startedAt: at,
      endedAt: undefined,
      attempts: 0,
      failed: false,
      pending: false,
      said: '',
    }
    this.#steps.set(known.title, opened)
    const listeners = this.#listeners.get(known.name) ?? []
    this.#listeners.delete(known.name)
    for (const listener of listeners) listener()
    return opened
  }
}

const stateNameOf = (event: HistoryEvent): string | undefined =>
  (event.stateEnteredEventDetails?.name ?? event.stateExitedEventDetails?.name) as string | undefined

const errorOf = (event: HistoryEvent): string => {
  const { error = 'States.Timeout', cause = '' } = (event.taskFailedEventDetails ??
    event.taskTimedOutEventDetails ??
    {}) as { error?: string; cause?: string }
  const message = cause.startsWith('{')
    ? ((JSON.parse(cause) as { errorMessage?: string }).errorMessage ?? cause)
    : cause
  return `${error}: ${message}`
}

function payloadOf(event: HistoryEvent): unknown {
  const output = event.taskSucceededEventDetails?.output
  return typeof output === 'string' ? (JSON.parse(output) as { Payload?: unknown }).Payload : undefined
}

const statusOf = (payload: unknown): unknown =>
  typeof payload === 'object' && payload !== null && 'status' in payload ? payload.status : undefined

function outcomeOf({ known, startedAt, endedAt, attempts, failed, pending, said }: Open): StepOutcome {
  return {
    phase: known.phase,
    name: known.name,
    title: known.title,
    startedAt: toInstant(startedAt),
    endedAt: endedAt === undefined ? null : toInstant(endedAt),
    status: failed || pending || endedAt === undefined ? 'failed' : known.undo ? 'undone' : 'done',
    attempts,
    said,
  }
}
