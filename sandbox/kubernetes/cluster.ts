// A simulated EKS cluster: the Kubernetes REST API, in process, with the controllers that act on it.
import { Readable } from 'node:stream'
import { type HttpRequest, HttpResponse } from '@smithy/protocol-http'
import type { Surroundings } from '../aws/service.ts'
import { discover } from './api/discovery.ts'
import { patch } from './api/patch.ts'
import { get, list, proxy } from './api/read.ts'
import { remove } from './api/remove.ts'
import type { Reply, Server, ServiceAnswer, ServiceRequest } from './api/server.ts'
import { watch } from './api/watch.ts'
import { create, update } from './api/write.ts'
import { type ArgoCd, argoCd } from './controllers/argo-cd.ts'
import { attachDetachController } from './controllers/attach-detach.ts'
import { cronJobController } from './controllers/cron-job.ts'
import { deploymentController } from './controllers/deployment.ts'
import { diskProvisioner } from './controllers/disk-provisioner.ts'
import { externalSecretsOperator } from './controllers/external-secrets.ts'
import { garbageCollector } from './controllers/garbage-collector.ts'
import { autoscalerController } from './controllers/horizontal-pod-autoscaler.ts'
import { jobController } from './controllers/job.ts'
import { kubelet } from './controllers/kubelet.ts'
import type { Machinery, Outside } from './controllers/loop.ts'
import { prometheusOperator } from './controllers/prometheus-operator.ts'
import { replicaSetController } from './controllers/replica-set.ts'
import { statefulSetController } from './controllers/stateful-set.ts'
import { volumeBinder } from './controllers/volume-binder.ts'
import { applyDefaults } from './defaults.ts'
import { kindOf, services } from './kinds.ts'
import type { KubernetesObject } from './object.ts'
import { authorise, nameIn, resourceOf } from './rbac.ts'
import { type ReadyPod, ReadyPods } from './ready-pods.ts'
import { type Ask, route } from './route.ts'
import { Refusal, unauthorized } from './status.ts'
import { type Draft, Store } from './store.ts'

/** One request, as traces and faults see it. */
export interface ApiCall {
  readonly verb: string
  /** With its subresource, e.g. `deployments/scale`. */
  readonly resource: string
  readonly group: string
  readonly namespace: string | undefined
  readonly name: string | undefined
  readonly roleArn: string
}

export interface ApiTrace extends ApiCall {
  /** Milliseconds of the clock when it was answered. */
  readonly at: number
  /** 0 when there was no answer. */
  readonly status: number
  /** Why it was refused. */
  readonly message?: string
}

/** A misfortune at the edge of the API. `lost` happens after the effect: only the answer is missing. */
export type ApiFault =
  | { readonly kind: 'refused'; readonly status: 403 | 429 | 500 | 503 | 504; readonly retryAfter?: number }
  | { readonly kind: 'timeout' | 'lost' }
  /** No answer; the effect happens that much later. */
  | { readonly kind: 'late'; readonly seconds: number }

export interface ClusterOptions extends Outside {
  /** Part of what faults match on; the EKS cluster's name. Default `cluster`. */
  readonly name?: string
  readonly surroundings: Surroundings
  /** Who the bearer token is, or why it is not accepted. */
  authenticate(bearerToken: string): { readonly roleArn: string } | { readonly reason: string }
  /** Kubernetes groups of the role's access entry. */
  groupsOf(roleArn: string): readonly string[]
  /** What pods behind a service answer through the API server's proxy. */
  serve?(request: ServiceRequest): Promise<ServiceAnswer>
  trace?(entry: ApiTrace): void
  /** Milliseconds that a request takes; none when absent. */
  latency?(call: ApiCall): number
  fault?(call: ApiCall): ApiFault | undefined
}

/** Milliseconds after which a caller gives up when it does not say; the gateway says 10,000. */
const patienceMilliseconds = 10_000

export class KubernetesCluster {
  readonly metadata = { handlerProtocol: 'http/1.1' }
  readonly store: Store
  /** What Git holds for an Argo CD application. */
  readonly argoCd: ArgoCd
  readonly #options: ClusterOptions
  readonly #server: Omit<Server, 'authorise'>
  readonly #readyPods: ReadyPods

  constructor(options: ClusterOptions) {
    const { clock, chance } = options.surroundings
    this.#options = options
    this.store = new Store(clock, chance)
    const machinery: Machinery = {
      cluster: options.name ?? 'cluster',
      surroundings: options.surroundings,
      store: this.store,
      outside: options,
    }
    const node = kubelet(machinery)
    this.#readyPods = new ReadyPods(this.store, node)
    this.argoCd = startControllers(machinery)
    this.#server = {
      store: this.store,
      clock,
      ownership: new Map(),
      pages: new Map(),
      serve: options.serve && (request => options.serve!(request)),
      hasEndpoints: (namespace, selector) => this.#readyPods.behind(namespace, selector).length > 0,
    }
  }

  /** The ready pods of a Deployment, with the environment that each took when it started. */
  readyPods(namespace: string, deployment: string): readonly ReadyPod[] {
    return this.#readyPods.of(namespace, deployment)
  }

  /** The ready pods behind a service; none when there is no such service. */
  endpoints(namespace: string, service: string): readonly ReadyPod[] {
    const selector = this.store.get(services, namespace, service)?.spec?.selector
    return selector ? this.#readyPods.behind(namespace, selector) : []
  }

  /** Called after every change of the ready pods. Returns its own removal. */
  onChange(listener: () => void): () => void {
    return this.#readyPods.onChange(listener)
  }

  /** Puts an object there as an administrator would have, before anything happened: no authorisation, no validation. */
  seed(draft: Draft & { apiVersion: string; kind: string }): KubernetesObject {
    const object = structuredClone(draft)
    applyDefaults(object as unknown as KubernetesObject)
    return this.store.create(kindOf(draft), object)
  }

  /** The `requestHandler` seam: the same as the AWS clients'. */
  async handle(
    request: HttpRequest,
    { requestTimeout = patienceMilliseconds }: { requestTimeout?: number } = {},
  ): Promise<{ response: HttpResponse }> {
    const { trace, latency, fault, surroundings } = this.#options
    const roleArn = this.#caller(request)
    let call: ApiCall = { ...blank, roleArn: roleArn ?? '' }
    let reply: Reply & { readonly retryAfter?: number }
    try {
      if (roleArn === undefined) throw unauthorized()
      const discovered = request.method === 'GET' ? discover(request.path) : undefined
      if (discovered) return { response: responseOf({ status: 200, body: discovered }) }
      const ask = route(request)
      call = callOf(ask, roleArn)
      if (latency) await surroundings.clock.sleep(latency(call))
      const misfortune = fault?.(call)
      if (misfortune?.kind === 'timeout') return await this.#neverAnswer(call, requestTimeout)
      if (misfortune?.kind === 'refused') throw refusedBy(misfortune)
      if (misfortune?.kind === 'late') {
        surroundings.clock.after(misfortune.seconds * 1000, () => this.#late(ask, roleArn))
        return await this.#neverAnswer(call, requestTimeout)
      }
      reply = await this.#answer(ask, roleArn)
      if (misfortune?.kind === 'lost') {
        hangUp(reply)
        return await this.#neverAnswer(call, requestTimeout)
      }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      reply = { status: error.status, body: error.body(), retryAfter: Number(error.details.retryAfterSeconds ?? 0) }
    }
    trace?.({ ...call, at: surroundings.clock.now(), status: reply.status, ...messageOf(reply) })
    return { response: responseOf(reply) }
  }

  #caller({ headers }: HttpRequest): string | undefined {
    const header = Object.entries(headers).find(([name]) => name.toLowerCase() === 'authorization')?.[1] ?? ''
    const found = header.startsWith('Bearer ') ? this.#options.authenticate(header.slice(7)) : undefined
    return found && 'roleArn' in found ? found.roleArn : undefined
  }

  async #answer(ask: Ask, roleArn: string): Promise<Reply> {
    const user = { name: roleArn, groups: [...this.#options.groupsOf(roleArn), 'system:authenticated'] }
    authorise(this.store, user, ask)
    const server: Server = { ...this.#server, authorise: other => authorise(this.store, user, other) }
    if (ask.subresource === 'proxy') return proxy(server, ask)
    switch (ask.verb) {
      case 'get':
        return get(server, ask)
      case 'list':
        return list(server, ask)
      case 'watch':
        return watch(server, ask)
      case 'create':
        return create(server, ask)
      case 'update':
        return update(server, ask)
      case 'patch':
        return patch(server, ask)
      case 'delete':
        return remove(server, ask)
    }
  }

  /** Nobody hears the answer any more, a refusal included. */
  async #late(ask: Ask, roleArn: string): Promise<void> {
    try {
      hangUp(await this.#answer(ask, roleArn))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
    }
  }

  async #neverAnswer(call: ApiCall, requestTimeout: number): Promise<never> {
    const { clock } = this.#options.surroundings
    await clock.sleep(requestTimeout)
    this.#options.trace?.({ ...call, at: clock.now(), status: 0 })
    const error = new Error(`no answer within ${requestTimeout} ms`)
    error.name = 'TimeoutError'
    throw error
  }
}

function startControllers(machinery: Machinery): ArgoCd {
  deploymentController(machinery)
  replicaSetController(machinery)
  jobController(machinery)
  cronJobController(machinery)
  autoscalerController(machinery)
  externalSecretsOperator(machinery)
  statefulSetController(machinery)
  prometheusOperator(machinery)
  volumeBinder(machinery)
  diskProvisioner(machinery)
  attachDetachController(machinery)
  garbageCollector(machinery)
  return argoCd(machinery)
}

const blank = { verb: '', resource: '', group: '', namespace: undefined, name: undefined }

const callOf = (ask: Ask, roleArn: string): ApiCall => ({
  verb: ask.verb,
  resource: resourceOf(ask),
  group: ask.kind.group,
  namespace: ask.namespace,
  name: nameIn(ask),
  roleArn,
})

function refusedBy({ status, retryAfter }: Extract<ApiFault, { kind: 'refused' }>): Refusal {
  const reasons = {
    403: 'Forbidden',
    429: 'TooManyRequests',
    500: 'InternalError',
    503: 'ServiceUnavailable',
    504: 'Timeout',
  } as const
  const said: Readonly<Record<number, string>> = {
    403: 'forbidden by a misfortune',
    429: 'Too many requests, please try again later.',
  }
  const message = said[status] ?? 'the server could not serve the request'
  return new Refusal(status, reasons[status], {
    message,
    details: retryAfter === undefined ? {} : { retryAfterSeconds: retryAfter },
  })
}

const messageOf = ({ status, body }: Reply) => (status < 400 ? {} : { message: (body as { message?: string }).message })

/** A watch that nobody reads. */
function hangUp({ body }: Reply): void {
  if (body instanceof Readable) body.destroy()
}

function responseOf(reply: Reply & { readonly retryAfter?: number }): HttpResponse {
  const headers: Record<string, string> = { 'content-type': reply.contentType ?? 'application/json', ...reply.headers }
  if (reply.dropped?.length)
    headers.warning = reply.dropped.map(each => `299 - "unknown field \\"${each}\\""`).join(', ')
  if (reply.retryAfter) headers['retry-after'] = String(reply.retryAfter)
  if (reply.body instanceof Readable) return new HttpResponse({ statusCode: reply.status, headers, body: reply.body })
  const text = reply.contentType === undefined ? JSON.stringify(reply.body) : String(reply.body)
  return new HttpResponse({ statusCode: reply.status, headers, body: Buffer.from(text) })
}
