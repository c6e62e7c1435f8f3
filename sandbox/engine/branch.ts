// A branch: one line of states that runs in order. The execution is one; Parallel and Map open more inside it.
import { Abandoned } from './errors.ts'
import type { Running } from './execution.ts'
import { type NamedDetails, RecordedEvent, told } from './history.ts'
import type { Json, JsonObject } from './json.ts'

export type Variables = Readonly<Record<string, Json>>

/** Something that a branch waits for, and that can be called off. */
export interface Releasable {
  release(): void
}

export interface Branch {
  readonly running: Running
  readonly parent: Branch | undefined
  /** Branches open inside it; most have none, and a set would be the largest part of them. */
  children: Set<Branch> | undefined
  /** `Map.Item` of the context object: the innermost iteration's. */
  readonly mapItem: JsonObject | undefined
  /** Set for the branch of a Map iteration. */
  readonly iteration: { readonly name: string; readonly index: number } | undefined
  /** Every variable in sight. Replaced as a whole, so that what an expression reads cannot change under it. */
  variables: Variables
  /** Id of the last event of this branch. */
  previous: number
  /** Type of the state that is entered and not yet left. */
  open: string | undefined
  ended: boolean
  /** What the branch waits for, if anything: a branch does one thing at a time. */
  waiting: Releasable | undefined
}

export function openBranch(
  running: Running,
  parent?: Branch,
  rest: Partial<Pick<Branch, 'mapItem' | 'iteration'>> = {},
): Branch {
  const branch: Branch = {
    running,
    parent,
    children: undefined,
    mapItem: rest.mapItem ?? parent?.mapItem,
    iteration: rest.iteration,
    variables: parent?.variables ?? {},
    previous: parent?.previous ?? 0,
    open: undefined,
    ended: false,
    waiting: undefined,
  }
  if (parent) {
    parent.children ??= new Set()
    parent.children.add(branch)
  }
  return branch
}

/** Writes the branch's next event. Unwinds the caller when the branch or the execution is over. */
export function record(branch: Branch, type: string, details?: NamedDetails): number {
  if (branch.ended) throw new Abandoned()
  const id = write(branch.running, { type, previous: branch.previous, details })
  branch.previous = id
  return id
}

interface Entry {
  readonly type: string
  readonly previous: number
  readonly details?: NamedDetails | undefined
}

/** Writes an event after any other; the last that the limit leaves room for is the execution's failure. */
export function write(running: Running, entry: Entry): number {
  const { execution, around } = running
  if (execution.history.length + 1 >= around.limits.historyEvents) throw exceeded(running, entry.previous)
  return append(running, entry)
}

function append(running: Running, { type, previous, details }: Entry): number {
  const { execution, around } = running
  const id = execution.history.length + 1
  const event = new RecordedEvent({ id, previousEventId: previous, timestamp: around.clock.now(), type }, details)
  execution.history.push(event)
  around.hooks.onEvent?.(execution, event)
  return id
}

function exceeded(running: Running, previous: number): Abandoned {
  const limit = running.around.limits.historyEvents
  const cause = `The execution reached the maximum number of history events (${limit}).`
  conclude(running, { status: 'FAILED', event: 'ExecutionFailed', previous, error: 'States.Runtime', cause })
  return new Abandoned()
}

export interface Ending {
  readonly status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED'
  readonly event: string
  readonly previous: number
  readonly error?: string | undefined
  readonly cause?: string | undefined
  readonly output?: string
  readonly details?: NamedDetails
}

/** Ends the execution: its last event, its state, and word to everybody who waits for it. */
export function conclude(running: Running, ending: Ending): void {
  const { execution, around } = running
  if (execution.status !== 'RUNNING') return
  const { status, event, previous, error, cause, output } = ending
  const details =
    ending.details ?? ([`${event[0]?.toLowerCase()}${event.slice(1)}EventDetails`, told(error, cause)] as const)
  Object.assign(execution, { status, error, cause, output, stopDate: around.clock.now() })
  append(running, { type: event, previous, details })
  running.release()
  around.hooks.onEnd?.(execution)
  for (const listener of running.listeners.splice(0)) listener(execution)
}

/** Gives up the branch and all inside it without a word: what StopExecution and the execution's timeout do. */
export function abandon(branch: Branch): void {
  branch.ended = true
  for (const child of branch.children ?? []) abandon(child)
  const { waiting } = branch
  branch.waiting = undefined
  waiting?.release()
}

const ABORTABLE: ReadonlySet<string> = new Set(['Task', 'Wait', 'Parallel', 'Map'])

/** Gives up a branch because another has failed. All its events follow the failing one (recorded on AWS). */
export function abort(branch: Branch, failing: number): void {
  if (branch.ended) return
  const { running, iteration } = branch
  branch.ended = true
  if (iteration)
    write(running, {
      type: 'MapIterationAborted',
      previous: failing,
      details: ['mapIterationAbortedEventDetails', iteration],
    })
  abortOpen(branch, failing)
  abandon(branch)
}

/** The same for the state in which the failing branch itself stopped: a failed Task is recorded as aborted too. */
export function abortOpen(branch: Branch, failing: number): void {
  for (const child of branch.children ?? []) abort(child, failing)
  if (branch.open !== undefined && ABORTABLE.has(branch.open)) {
    write(branch.running, { type: `${branch.open}StateAborted`, previous: failing })
  }
}
