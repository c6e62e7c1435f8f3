// The way to HCP Terraform: its address, the token, a time limit, three tries, and errors of our own family.
import { HttpRequest, type HttpResponse } from '@smithy/protocol-http'
import type { RetryErrorInfo } from '@smithy/types'
import { CallRefused, Missing, PermissionDenied, Unavailable } from '../../../domain/errors.ts'
import type { Environment } from '../../environment.ts'
import { isTransient } from '../errors.ts'
import { handlerWith, parsedObject, textOf, throttledBy } from '../http.ts'
import { MAX_ATTEMPTS, retryStrategy } from '../retry-strategy.ts'
import { readToken } from './token.ts'

export const HOST = 'app.terraform.io'

export interface Request {
  readonly method: 'GET' | 'POST'
  /** Below `/api/v2`. */
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: object
  /** What it is about, for people: `workspace wordpress-recovery`. */
  readonly about: string
  /** False for what must not happen twice: whoever sends it looks first, and again. */
  readonly repeatable?: false
}

export interface Reply {
  readonly isConflict: boolean
  /** The document; empty where there is none. */
  readonly body: unknown
}

/**
 * Gives documents and conflicts (409).
 * @throws PermissionDenied for the token; Missing for what is not there or not allowed, which the API does not tell apart;
 *   Unavailable for throttles, 5xx and silence; CallRefused for all else
 */
export type Send = (request: Request) => Promise<Reply>

/** Milliseconds. */
const TIMEOUT = 10_000
const handlerOf = handlerWith({ connectionTimeout: 2_000, requestTimeout: TIMEOUT })

export function connection(environment: Environment, secretArn: string): Send {
  const retries = retryStrategy(environment)
  let token: Promise<string> | undefined
  return async request => {
    token ??= readToken(environment, secretArn)
    const way = { environment, secretArn, token: await token }
    let retry = await retries.acquireInitialRetryToken('')
    for (let tried = 1; ; tried++) {
      const outcome = await attempt(way, request)
      if ('reply' in outcome) return outcome.reply
      const last = tried === MAX_ATTEMPTS || request.repeatable === false
      if (!outcome.retry || last) throw outcome.error
      retry = await retries.refreshRetryTokenForRetry(retry, outcome.retry)
    }
  }
}

interface Way {
  readonly environment: Environment
  readonly secretArn: string
  readonly token: string
}

type Outcome = { readonly reply: Reply } | { readonly error: Error; readonly retry?: RetryErrorInfo }

async function attempt(way: Way, request: Request): Promise<Outcome> {
  try {
    const { response } = await handlerOf(way.environment).handle(messageOf(request, way.token), {
      requestTimeout: TIMEOUT,
    })
    return outcomeOf(way, request, response, await textOf(response.body))
  } catch (error) {
    if (!Error.isError(error) || !(isTransient(error) || error.name === 'AbortError')) throw error
    const silence = new Unavailable(`${request.about}: HCP Terraform gave no answer (${error.name})`)
    return { error: silence, retry: { errorType: 'TRANSIENT' } }
  }
}

function outcomeOf(way: Way, { about }: Request, response: HttpResponse, text: string): Outcome {
  const { statusCode: status } = response
  if (status === 409) return { reply: { isConflict: true, body: parsedObject(text) } }
  if (status < 300) return { reply: { isConflict: false, body: text === '' ? {} : parsedObject(text) } }
  const { secretArn, token } = way
  if (status === 401)
    return { error: new PermissionDenied(`${about}: HCP Terraform refuses the token of ${secretArn}`) }
  if (status === 404)
    return { error: new Missing(`${about}: not in HCP Terraform, or the token of ${secretArn} may not see or do that`) }
  const said = `${about}: HCP Terraform answered ${status}${detailsOf(text)}`.replaceAll(token, '…')
  if (status === 429) return { error: new Unavailable(said), retry: throttledBy(response, 'x-ratelimit-reset') }
  if (PASSING.includes(status)) return { error: new Unavailable(said), retry: { errorType: 'TRANSIENT' } }
  return { error: new CallRefused(said) }
}

const PASSING: readonly number[] = [500, 502, 503, 504]

/** Titles and details of a JSON:API error document; a proxy's page says nothing. */
function detailsOf(text: string): string {
  const { errors } = parsedObject(text) as { readonly errors?: unknown }
  if (!Array.isArray(errors)) return ''
  const words = errors.map(({ title = '', detail = '' }: { title?: string; detail?: string }) =>
    `${title} ${detail}`.trim(),
  )
  return `: ${words.join('; ').slice(0, 300)}`
}

const messageOf = ({ method, path, query, body }: Request, token: string): HttpRequest =>
  new HttpRequest({
    method,
    protocol: 'https:',
    hostname: HOST,
    path: `/api/v2/${path}`,
    query: { ...query },
    headers: {
      host: HOST,
      accept: 'application/vnd.api+json',
      authorization: `Bearer ${token}`,
      'user-agent': 'muster',
      ...(body && { 'content-type': 'application/vnd.api+json' }),
    },
    body: body && JSON.stringify(body),
  })
