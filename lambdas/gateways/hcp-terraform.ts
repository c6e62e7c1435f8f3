// HCP Terraform: a run of ours in a workspace, started once, looked at, confirmed, stopped; and the workspace's lock.
import { CallRefused, Unavailable } from '../../domain/errors.ts'
import { toMillis } from '../../domain/instant.ts'
import { nameSuffix } from '../../domain/run.ts'
import type { Environment } from '../environment.ts'
import type { Caller } from '../implement.ts'
import { connection, HOST, type Send } from './hcp-terraform/connection.ts'
import { runIn, runsIn, type WorkspaceFacts, workspaceIn } from './hcp-terraform/documents.ts'
import { hclLiteral, type Literal } from './hcp-terraform/literals.ts'
import { type RunFacts, type RunSeen, seen } from './hcp-terraform/run-state.ts'
import { MAX_ATTEMPTS } from './retry-strategy.ts'

export interface Place {
  readonly organization: string
  readonly workspace: string
  /** ARN of a secret of the function's own region, replicated there: nothing of the lost region may be read. */
  readonly tokenSecretArn: string
}

export interface Order {
  /** For people, in HCP Terraform's list of runs. */
  readonly title: string
  /** Values as they are; they are sent as HCL literals. */
  readonly variables: Readonly<Record<string, Literal>>
  /** Addresses to restrict the run to; everything when empty. */
  readonly targets?: readonly string[]
  /** False: the plan waits to be confirmed. It also waits when the token's team may not apply. */
  readonly autoApply: boolean
  /** Only to see what would be changed: such a run waits for no other and locks nothing. */
  readonly planOnly?: boolean
}

export interface Started {
  readonly runId: string
  /** Where people see it. */
  readonly url: string
  /** An earlier attempt of this step had started it. */
  readonly adopted: boolean
}

/** Somebody else's lock is told, never taken away. */
export type Locking =
  | { readonly locked: true }
  | { readonly locked: false; readonly by: string; readonly reason: string }

interface Tools {
  readonly send: Send
  readonly place: Place
  readonly caller: Caller
  readonly environment: Environment
}

export const hcpTerraform = (environment: Environment, caller: Caller) => ({
  at(place: Place) {
    const tools: Tools = { send: connection(environment, place.tokenSecretArn), place, caller, environment }
    return { ...running(tools), ...locking(tools) }
  },
})

function running(tools: Tools) {
  const { send } = tools
  const post = (runId: string, action: 'apply' | 'discard' | 'cancel') =>
    send({ method: 'POST', path: `runs/${runId}/actions/${action}`, body: {}, about: `run ${runId}` })
  const facts = (runId: string) => factsOf(send, runId)
  return {
    /**
     * Starts a run, or adopts the one that this step started before: the API has no token against doing it twice, so
     * ours are known by a mark in their message. In a workspace that anybody has locked, this run too, it stays pending.
     */
    start: (order: Order): Promise<Started> => start(tools, order),

    /** The run that this step has started, if it has started one. */
    startedBefore: async (): Promise<string | undefined> => (await ours(tools, (await look(tools)).id))?.id,

    /** What the run has come to. Of one that has not begun, also what it waits for. */
    async read(runId: string): Promise<RunSeen> {
      const run = await facts(runId)
      const now = seen(run)
      if (run.status !== 'pending') return now
      return { status: 'pending', note: await waitingFor(tools, run) }
    },

    /** Confirms a plan that waits for it. @throws CallRefused when it waits for something else, and did not go on */
    async confirm(runId: string): Promise<void> {
      const { isConflict } = await post(runId, 'apply')
      if (!isConflict) return
      const { status } = await facts(runId)
      if (!GOES_ON.includes(status)) throw new CallRefused(`run ${runId} is ${status}: there is nothing to confirm`)
    },

    /** Ends a run that is not over: discards what waits, interrupts what is on its way. It is over a little later. */
    async stop(runId: string): Promise<void> {
      for (let tried = 0; tried < MAX_ATTEMPTS; tried++) {
        const { isDiscardable, isCancelable } = await facts(runId)
        if (!isDiscardable && !isCancelable) return
        const { isConflict } = await post(runId, isDiscardable ? 'discard' : 'cancel')
        if (!isConflict) return
      }
      throw new Unavailable(`run ${runId} changes its state faster than it can be stopped`)
    },
  }
}

/** States after the confirmation: an answer that was lost has confirmed it. */
const GOES_ON: readonly string[] = [
  'confirmed',
  'queuing_apply',
  'apply_queued',
  'pre_apply_running',
  'applying',
  'applied',
]

async function factsOf(send: Send, runId: string): Promise<RunFacts> {
  const query = { include: 'plan' }
  return runIn((await send({ method: 'GET', path: `runs/${runId}`, query, about: `run ${runId}` })).body)
}

/** Stands in messages of runs and reasons of locks. */
const mark = ({ run }: Caller): string => `muster${nameSuffix(run)}`
const runMark = (caller: Caller): string => `[${mark(caller)} ${caller.step}]`

async function start(tools: Tools, order: Order): Promise<Started> {
  const { environment } = tools
  const workspace = await look(tools)
  for (let tried = 1; ; tried++) {
    const own = await ours(tools, workspace.id)
    if (own) return { runId: own.id, url: urlOf(tools, own.id), adopted: true }
    try {
      const made = await create(tools, workspace.id, order)
      return { runId: made.id, url: urlOf(tools, made.id), adopted: false }
    } catch (error) {
      // It may have happened although no answer came: only a look can tell.
      if (!(error instanceof Unavailable) || tried === MAX_ATTEMPTS) throw error
      await environment.clock.sleep(1000 * (1 + environment.chance()))
    }
  }
}

async function create({ send, caller }: Tools, workspaceId: string, order: Order): Promise<RunFacts> {
  const { title, variables, targets = [], autoApply, planOnly = false } = order
  const attributes = {
    message: `${title} ${runMark(caller)}`,
    'auto-apply': autoApply,
    'plan-only': planOnly,
    variables: Object.entries(variables).map(([key, value]) => ({ key, value: hclLiteral(value) })),
    ...(targets.length > 0 && { 'target-addrs': targets }),
  }
  const relationships = { workspace: { data: { type: 'workspaces', id: workspaceId } } }
  const body = { data: { type: 'runs', attributes, relationships } }
  const about = `a run in workspace ${workspaceId}`
  const { isConflict, body: made } = await send({ method: 'POST', path: 'runs', body, about, repeatable: false })
  if (isConflict) throw new CallRefused(`${about}: HCP Terraform answered 409`)
  return runIn(made)
}

/** The first that this step started. Newest come first, and none is older than the run that we are. */
async function ours({ send, caller }: Tools, workspaceId: string): Promise<RunFacts | undefined> {
  const since = toMillis(caller.run.startedAt)
  let found: RunFacts | undefined
  for (let page: number | null = 1; page !== null; ) {
    const query = {
      'page[number]': String(page),
      'page[size]': '100',
      'filter[operation]': 'plan_and_apply,plan_only',
    }
    const path = `workspaces/${workspaceId}/runs`
    const { runs, nextPage } = runsIn(
      (await send({ method: 'GET', path, query, about: `workspace ${workspaceId}` })).body,
    )
    found = runs.findLast(({ message }) => message.endsWith(runMark(caller))) ?? found
    page = runs.some(({ createdAt }) => createdAt < since) ? null : nextPage
  }
  return found
}

const urlOf = ({ place: { organization, workspace } }: Tools, runId: string): string =>
  `https://${HOST}/app/${organization}/workspaces/${workspace}/runs/${runId}`

/** A workspace's lock keeps every run waiting, and nothing in the run itself tells so. */
async function waitingFor(tools: Tools, { position }: RunFacts): Promise<string> {
  const { isLocked, lockedBy, lockReason } = await look(tools)
  if (isLocked && !lockedBy.startsWith('runs '))
    return `pending: the workspace is locked by ${lockedBy || 'somebody'}${lockReason && `: ${lockReason}`}`
  return `pending: ${position ? `${position} before it` : lockedBy ? `${lockedBy} before it` : 'it begins'}`
}

async function look({ send, place: { organization, workspace } }: Tools): Promise<WorkspaceFacts> {
  const path = `organizations/${organization}/workspaces/${workspace}`
  return workspaceIn((await send({ method: 'GET', path, about: `workspace ${organization}/${workspace}` })).body)
}

function locking(tools: Tools) {
  const { send, caller } = tools
  const isOurs = ({ isLocked, lockReason }: WorkspaceFacts) => isLocked && lockReason.endsWith(`[${mark(caller)}]`)
  const post = ({ id }: WorkspaceFacts, action: 'lock' | 'unlock', body: object) =>
    send({ method: 'POST', path: `workspaces/${id}/actions/${action}`, body, about: `workspace ${id}` })
  return {
    look: (): Promise<WorkspaceFacts> => look(tools),

    /** Against everybody's runs, ours included: only once our own run is over, or to keep others out before it is told. */
    async lock(reason: string): Promise<Locking> {
      const workspace = await look(tools)
      if (isOurs(workspace)) return { locked: true }
      const { isConflict } = await post(workspace, 'lock', { reason: `${reason} [${mark(caller)}]` })
      if (!isConflict) return { locked: true }
      const now = await look(tools)
      return isOurs(now) ? { locked: true } : { locked: false, by: now.lockedBy || 'somebody', reason: now.lockReason }
    },

    /** Takes this run's own lock away, if it is still there; leaves every other. */
    async unlock(): Promise<void> {
      const workspace = await look(tools)
      if (!isOurs(workspace)) return
      const { isConflict } = await post(workspace, 'unlock', {})
      if (isConflict && isOurs(await look(tools)))
        throw new CallRefused(`workspace ${workspace.id} is locked by this run and may not be unlocked with its token`)
    },
  }
}

export type { Literal } from './hcp-terraform/literals.ts'
export type { Changes, RunSeen } from './hcp-terraform/run-state.ts'
