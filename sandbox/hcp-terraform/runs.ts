// Runs: to be read, listed, confirmed, discarded and canceled.
import { conflict, notSimulated, type Reply } from './answers.ts'
import type { Ask } from './ask.ts'
import { find, need } from './find.ts'
import { cancel, confirm, discard } from './phases.ts'
import type { Run, State } from './state.ts'
import { isCancelable, isConfirmable, isDiscardable, planId, planResource, runResource } from './views.ts'

export function showRun(state: State, { account, parts: [id], query }: Ask): Reply {
  const run = find(state.runs, each => each.id === id)
  need(account, 'read')
  const { include, ...others } = query
  refuseQuery(others, [])
  if (include !== undefined && include !== 'plan') throw notSimulated(`include=${include} of a run`)
  const data = runResource(state, run)
  return { status: 200, body: { data, ...(include && { included: [planResource(run)] }) } }
}

export function showPlan(state: State, { account, parts: [id] }: Ask): Reply {
  const run = find(state.runs, each => planId(each) === id)
  need(account, 'read')
  return { status: 200, body: { data: planResource(run) } }
}

const KNOWN = ['page[number]', 'page[size]', 'filter[status]', 'filter[operation]', 'search[basic]']

/** Newest first, 20 to a page; plan-only runs only for those who ask for them. */
export function listRuns(state: State, { account, parts: [id], query }: Ask): Reply {
  const workspace = find(state.workspaces, each => each.id === id)
  need(account, 'read')
  refuseQuery(query, KNOWN)
  const size = Math.min(100, Math.max(1, Number(query['page[size]'] ?? 20)))
  const number = Math.max(1, Number(query['page[number]'] ?? 1))
  const found = state.runs.filter(run => run.workspace === workspace && isAskedFor(run, query)).toReversed()
  const pages = Math.max(1, Math.ceil(found.length / size))
  const pagination = {
    'current-page': number,
    'page-size': size,
    'prev-page': number > 1 ? number - 1 : null,
    'next-page': number < pages ? number + 1 : null,
    'total-pages': pages,
    'total-count': found.length,
  }
  const data = found.slice((number - 1) * size, number * size).map(run => runResource(state, run))
  return { status: 200, body: { data, meta: { pagination } } }
}

function isAskedFor(run: Run, query: Ask['query']): boolean {
  const {
    'filter[status]': statuses,
    'filter[operation]': operations = 'plan_and_apply',
    'search[basic]': text,
  } = query
  return (
    operations.split(',').includes(run.planOnly ? 'plan_only' : 'plan_and_apply') &&
    (statuses === undefined || statuses.split(',').includes(run.status)) &&
    (text === undefined || run.id === text || run.message.toLowerCase().includes(text.toLowerCase()))
  )
}

function refuseQuery(query: Ask['query'], known: readonly string[]): void {
  const other = Object.keys(query).find(name => !known.includes(name))
  if (other !== undefined) throw notSimulated(`the query parameter ${other} of runs`)
}

type Act = (state: State, run: Run) => void

/** Actions are queued: the answer comes first, and what they do may take a while. */
const action = (is: (run: Run) => boolean, refusal: string, act: Act) =>
  function perform(state: State, { account, parts: [id] }: Ask): Reply {
    const run = find(state.runs, each => each.id === id)
    need(account, 'write')
    if (!is(run)) throw conflict(refusal)
    act(state, run)
    return { status: 202 }
  }

export const applyRun = action(isConfirmable, 'The run does not wait to be confirmed.', confirm)
export const discardRun = action(isDiscardable, 'The run waits neither for a person nor for its turn.', discard)
export const cancelRun = action(isCancelable, 'The run is neither on its way nor waiting for its turn.', cancel)
