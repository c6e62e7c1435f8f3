// Which request means which operation.
import { notSimulated, type Reply } from './answers.ts'
import type { Ask } from './ask.ts'
import { createRun } from './create-run.ts'
import { applyRun, cancelRun, discardRun, listRuns, showPlan, showRun } from './runs.ts'
import type { State } from './state.ts'
import { lockWorkspace, showWorkspace, unlockWorkspace } from './workspaces.ts'

type Operation = (state: State, ask: Ask) => Reply

const operations: Readonly<Record<string, Operation>> = {
  'POST runs': createRun,
  'GET runs/:': showRun,
  'POST runs/:/actions/apply': applyRun,
  'POST runs/:/actions/discard': discardRun,
  'POST runs/:/actions/cancel': cancelRun,
  'GET plans/:': showPlan,
  'GET organizations/:/workspaces/:': showWorkspace,
  'GET workspaces/:/runs': listRuns,
  'POST workspaces/:/actions/lock': lockWorkspace,
  'POST workspaces/:/actions/unlock': unlockWorkspace,
}

export interface Route {
  /** As in the table, e.g. `GET workspaces/:/runs`: what traces and faults name. */
  readonly name: string
  readonly parts: readonly string[]
  readonly operation: Operation
}

const PREFIX = '/api/v2/'

/** @throws Refusal 501 for every other path and method */
export function routeOf(method: string, path: string): Route {
  const segments = path.startsWith(PREFIX) ? path.slice(PREFIX.length).split('/') : []
  for (const [name, operation] of Object.entries(operations)) {
    const parts = match(name, `${method} ${segments.join('/')}`)
    if (parts) return { name, parts: parts.map(decodeURIComponent), operation }
  }
  throw notSimulated(`${method} ${path}`)
}

function match(pattern: string, asked: string): readonly string[] | undefined {
  const [expected, given] = [pattern.split('/'), asked.split('/')]
  // The method stands before the first segment, so that no first segment is a name.
  if (expected.length !== given.length) return undefined
  if (expected.some((each, index) => each !== ':' && each !== given[index])) return undefined
  return given.filter((_, index) => expected[index] === ':')
}
