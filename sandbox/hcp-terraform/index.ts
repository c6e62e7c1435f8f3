// The simulated HCP Terraform: its HTTP API on virtual time, and what its runs build in the world.
import type { HttpRequest, HttpResponse } from '@smithy/protocol-http'
import { Refusal, type Reply, responseOf } from './answers.ts'
import { bearerOf, bodyOf, queryOf } from './ask.ts'
import { proceed } from './phases.ts'
import { Rates } from './rates.ts'
import { routeOf } from './routes.ts'
import type { Account, Lock, Run, State, Workspace, WorkspaceSeed } from './state.ts'

export const TERRAFORM_HOST = 'app.terraform.io'

/** One request, as traces and faults see it. */
export interface TerraformCall {
  /** E.g. `POST runs` or `GET runs/:`; the path itself where there is no such operation. */
  readonly operation: string
  /** Who asked; empty for a token that is none. */
  readonly account: string
}

export interface TerraformTrace extends TerraformCall {
  /** Milliseconds of the clock when it was answered. */
  readonly at: number
  readonly status: number
}

/** A misfortune at the edge of the API. `lost` happens after the effect: only the answer is missing. */
export type TerraformFault =
  | { readonly kind: 'refused'; readonly status: 429 | 500 | 502 | 503 | 504 }
  | { readonly kind: 'timeout' | 'lost' }
  /** No answer; the effect happens that much later. */
  | { readonly kind: 'late'; readonly seconds: number }

export interface HcpTerraformOptions extends Pick<State, 'surroundings'> {
  /** Milliseconds that a request takes; none when absent. */
  readonly latency?: () => number
  readonly fault?: (call: TerraformCall) => TerraformFault | undefined
  readonly trace?: (entry: TerraformTrace) => void
}

export class HcpTerraform {
  /** The service as a whole: `silent` answers nothing, `failing` answers 503 to everything. Runs that are on their way go on. */
  outage: 'none' | 'silent' | 'failing' = 'none'
  readonly #options: HcpTerraformOptions
  readonly #state: State
  readonly #rates = new Rates()

  constructor(options: HcpTerraformOptions) {
    this.#options = options
    this.#state = { surroundings: options.surroundings, tokens: new Map(), workspaces: [], runs: [] }
  }

  /** A token and who it is; a token that is not here is refused with 401. */
  seedToken(token: string, account: Account): void {
    this.#state.tokens.set(token, account)
  }

  /** A misfortune: somebody regenerates or deletes the token. */
  revoke(token: string): void {
    this.#state.tokens.delete(token)
  }

  /** Returns the workspace's id. */
  seedWorkspace(seed: WorkspaceSeed): string {
    const { chance, clock } = this.#state.surroundings
    const id = `ws-${chance.hex(16, 'terraform workspace', seed.organization, seed.name)}`
    this.#state.workspaces.push({ ...seed, id, createdAt: clock.now(), lock: undefined })
    return id
  }

  /** A misfortune: somebody locks the workspace, whoever holds it now; `undefined` takes the lock away. */
  lock(workspaceId: string, lock: Lock | undefined): void {
    const workspace = this.#workspace(workspaceId)
    workspace.lock = lock
    proceed(this.#state, workspace)
    this.#state.surroundings.lifecycle.changed()
  }

  lockOf(workspaceId: string): Lock | undefined {
    return this.#workspace(workspaceId).lock
  }

  /** Every run so far, in the order in which they were queued. */
  runs(): readonly Readonly<Run>[] {
    return this.#state.runs
  }

  /** For the host `TERRAFORM_HOST`. Never settles when the answer is lost; the transport makes that a timeout. */
  async handle(request: HttpRequest): Promise<HttpResponse> {
    const { latency, fault, trace, surroundings } = this.#options
    const { clock } = surroundings
    const call = this.#call(request)
    if (latency) await clock.sleep(latency())
    const misfortune = this.outage === 'silent' ? ({ kind: 'timeout' } as const) : fault?.(call)
    if (misfortune?.kind === 'late') clock.after(misfortune.seconds * 1000, () => void this.#answer(request))
    if (misfortune?.kind === 'timeout' || misfortune?.kind === 'late') return silence()
    const broken = this.outage === 'failing' ? 503 : misfortune?.kind === 'refused' ? misfortune.status : undefined
    const reply = broken === undefined ? this.#answer(request) : new Refusal(broken, 'unavailable').reply()
    trace?.({ ...call, at: clock.now(), status: reply.status })
    return misfortune?.kind === 'lost' ? silence() : responseOf(reply)
  }

  #answer(request: HttpRequest): Reply {
    const account = this.#state.tokens.get(bearerOf(request))
    const { path, method } = request
    const now = this.#state.surroundings.clock.now()
    const rule = method === 'GET' && path.endsWith('/runs') ? 'lists of runs' : 'ordinary'
    const { isExceeded, headers } = this.#rates.count(account?.id ?? '', rule, now)
    try {
      if (isExceeded) throw new Refusal(429, 'Too many requests', "The API's rate limit is reached.")
      if (!account) throw new Refusal(401, 'unauthorized')
      const { operation, parts } = routeOf(method, path)
      const reply = operation(this.#state, { account, parts, query: queryOf(request), body: bodyOf(request) })
      return { ...reply, headers }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return { ...error.reply(), headers }
    }
  }

  #call(request: HttpRequest): TerraformCall {
    const account = this.#state.tokens.get(bearerOf(request))?.id ?? ''
    try {
      return { operation: routeOf(request.method, request.path).name, account }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return { operation: `${request.method} ${request.path}`, account }
    }
  }

  #workspace(id: string): Workspace {
    const workspace = this.#state.workspaces.find(each => each.id === id)
    if (!workspace) throw new Error(`there is no workspace ${id}`)
    return workspace
  }
}

const silence = () => new Promise<never>(() => undefined)

export type { Account, Asked, Changes, Lock, Run, RunStatus, WorkspaceSeed } from './state.ts'
