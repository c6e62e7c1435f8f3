// The way to the API server: its address, its certificate authority, the token, three tries and a time limit.
import { Agent } from 'node:https'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { HttpRequest, type HttpResponse } from '@smithy/protocol-http'
import type { RetryErrorInfo } from '@smithy/types'
import type { Clock } from '../../../domain/clock.ts'
import { textOf } from '../http.ts'
import { MAX_ATTEMPTS, retryStrategy } from '../retry-strategy.ts'
import { type Asked, errorOf, isRetryable, KubernetesUnavailable, type StatusBody } from './errors.ts'

export interface RequestHandler {
  handle(request: HttpRequest, options?: { requestTimeout?: number }): Promise<{ response: HttpResponse }>
}

/** What EKS tells of a cluster; both are absent until it is ACTIVE (aws-behaviour 1.8). */
export interface ClusterAddress {
  readonly endpoint?: string | undefined
  /** Base64 of a PEM certificate. */
  readonly certificateAuthority?: string | undefined
  readonly status?: string | undefined
}

export interface ConnectionOptions {
  readonly clusterName: string
  readonly describeCluster: (name: string) => Promise<ClusterAddress>
  readonly token: () => Promise<string>
  readonly clock: Clock
  /** Uniform in [0, 1): jitter of retries. Without it the waits are as long as they may be. */
  readonly chance?: () => number
  /** How often a request is tried; three times when absent. */
  readonly attempts?: number
  /** Absent on AWS, where requests go through Node's own HTTPS and trust the cluster's authority only. */
  readonly requestHandler?: RequestHandler
}

export interface Request {
  readonly method: string
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
  /** Of the body; `application/json` by default. */
  readonly contentType?: string
  /** For a service behind the API server, which takes `authorization` for itself and passes everything else on. */
  readonly cookie?: string
  readonly asked: Asked
}

export interface Answer {
  readonly status: number
  readonly text: string
  /** `name=value` pairs that a service behind the API server has set. */
  readonly cookies: readonly string[]
}

/** Sends a request; gives the answer of a success or of 404, throws the family's error for anything else. */
export type Send = (request: Request) => Promise<Answer>

/** Sends a request once, for an answer that goes on: gives its body as soon as it begins. A 404 is an error too. */
export type Open = (request: Request) => Promise<unknown>

/** Milliseconds. */
const requestTimeout = 10_000
const connectionTimeout = 2_000
/** Until a watch begins to answer; the API server sends its headers before the first change. */
const openingTimeout = 3_000
const addressKeptFor = 15 * 60_000

export function connection(options: ConnectionOptions): { readonly send: Send; readonly open: Open } {
  const { clock, token, chance = () => 1, attempts = MAX_ATTEMPTS } = options
  const reach = address(options)
  const retries = retryStrategy({ clock, chance, attempts })

  const ask = async (request: Request, requestTimeout: number): Promise<HttpResponse> => {
    const { endpoint, handler } = await reach()
    const message = new HttpRequest({
      method: request.method,
      protocol: endpoint.protocol,
      hostname: endpoint.hostname,
      port: endpoint.port === '' ? undefined : Number(endpoint.port),
      path: request.path,
      query: { ...request.query },
      headers: headersOf(request, endpoint.host, await token()),
      body: request.body === undefined ? undefined : JSON.stringify(request.body),
    })
    return (await handler.handle(message, { requestTimeout })).response
  }

  const attempt = async (request: Request): Promise<Answer> => {
    const response = await ask(request, requestTimeout)
    const { statusCode: status } = response
    const text = await textOf(response.body)
    if (status < 400 || status === 404) return { status, text, cookies: cookiesOf(response) }
    throw refusal(response, text, request)
  }

  const open: Open = async request => {
    try {
      const response = await ask(request, openingTimeout)
      if (response.statusCode < 400) return response.body
      throw refusal(response, await textOf(response.body), request)
    } catch (error) {
      throw passing(error, request.asked)?.error ?? error
    }
  }

  const send: Send = async request => {
    let retry = await retries.acquireInitialRetryToken('')
    for (let tried = 1; ; tried++) {
      try {
        return await attempt(request)
      } catch (error) {
        const failure = passing(error, request.asked)
        if (!failure || tried === attempts) throw failure?.error ?? error
        retry = await retries.refreshRetryTokenForRetry(retry, failure as RetryErrorInfo)
      }
    }
  }
  return { send, open }
}

const refusal = (response: HttpResponse, text: string, { asked }: Request): Error =>
  Object.assign(errorOf(response.statusCode, statusBody(text), asked), { $response: response })

/** Asked once per container and a quarter of an hour: a cluster's address does not change. */
function address({ clusterName, describeCluster, clock, requestHandler }: ConnectionOptions) {
  let kept: { readonly endpoint: URL; readonly handler: RequestHandler; readonly at: number } | undefined
  return async () => {
    if (kept && clock.now() - kept.at < addressKeptFor) return kept
    const { endpoint, certificateAuthority, status } = await describeCluster(clusterName)
    if (!endpoint || !certificateAuthority) {
      const asked = { verb: 'reach', resource: 'cluster', name: clusterName }
      throw new KubernetesUnavailable(`it has no endpoint yet (status ${status ?? 'unknown'})`, { asked })
    }
    const handler = requestHandler ?? trusting(Buffer.from(certificateAuthority, 'base64').toString())
    kept = { endpoint: new URL(endpoint), handler, at: clock.now() }
    return kept
  }
}

const trusting = (ca: string): RequestHandler =>
  new NodeHttpHandler({
    httpsAgent: new Agent({ ca, keepAlive: true }),
    connectionTimeout,
    requestTimeout,
    // Without it the handler only warns.
    throwOnRequestTimeout: true,
  })

/** Node joins several `set-cookie` headers with commas, which attributes such as `Expires` hold as well. */
function cookiesOf({ headers }: HttpResponse): readonly string[] {
  const set = Object.entries(headers).find(([name]) => name.toLowerCase() === 'set-cookie')?.[1] ?? ''
  return set.split(/,\s*(?=[\w-]+=)/).flatMap(each => each.split(';')[0]?.trim() || [])
}

const headersOf = ({ body, contentType = 'application/json', cookie }: Request, host: string, token: string) => ({
  host,
  accept: 'application/json',
  authorization: `Bearer ${token}`,
  'user-agent': 'muster',
  ...(body !== undefined && { 'content-type': contentType }),
  ...(cookie !== undefined && { cookie }),
})

/** What Node's HTTP and its handler throw when there was no answer. */
const noAnswer = new Set([
  'TimeoutError',
  'AbortError',
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
])

/** A failure that may pass, as the retry strategy wants it told; undefined for every other error. */
function passing(error: unknown, asked: Asked): { error: Error; errorType: RetryErrorInfo['errorType'] } | undefined {
  const { name = '', code = '', message = '', status } = error as Partial<KubernetesUnavailable> & { code?: string }
  if (status !== undefined && isRetryable(status)) {
    return { error: error as Error, errorType: status === 429 ? 'THROTTLING' : 'TRANSIENT' }
  }
  if (!noAnswer.has(name) && !noAnswer.has(code)) return undefined
  return { error: new KubernetesUnavailable(message || code, { asked }), errorType: 'TRANSIENT' }
}

function statusBody(text: string): StatusBody {
  try {
    return JSON.parse(text)
  } catch {
    // A proxy in between answers in plain text or HTML; its words are all there is to tell.
    return { message: text.slice(0, 200) }
  }
}
