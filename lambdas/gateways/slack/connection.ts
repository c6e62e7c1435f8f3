// The way to Slack: its Web API and its response URLs, a time limit, three tries, and errors of our own family.
import { HttpRequest, type HttpResponse } from '@smithy/protocol-http'
import type { RetryErrorInfo } from '@smithy/types'
import { CallRefused, PermissionDenied, Unavailable } from '../../../domain/errors.ts'
import type { Environment } from '../../environment.ts'
import { isTransient } from '../errors.ts'
import { handlerWith, parsedObject, textOf, throttledBy } from '../http.ts'
import { MAX_ATTEMPTS, retryStrategy } from '../retry-strategy.ts'

/** Milliseconds. Nobody waits for chat: a function gives up on it early and is tried again. */
const TIMEOUT = 5_000
const handlerOf = handlerWith({ connectionTimeout: 2_000, requestTimeout: TIMEOUT })

export interface Sent {
  readonly hostname: 'slack.com' | 'hooks.slack.com'
  readonly path: string
  readonly body: object
  /** Methods that only read take forms, not JSON (Slack, "Web API basics"). */
  readonly as: 'json' | 'form'
  /** Absent for response URLs, which are secrets themselves. */
  readonly token?: string
  /** For people. */
  readonly about: string
  /** False for what would be seen twice: it is tried again only when Slack has said that it did nothing. */
  readonly repeatable: boolean
}

export interface Heard {
  readonly status: number
  /** Empty where the answer is no JSON. */
  readonly body: Readonly<Record<string, unknown>>
}

type Outcome = { readonly heard: Heard } | { readonly error: Error; readonly retry?: RetryErrorInfo }

/** @throws Unavailable for throttles, 5xx and silence; PermissionDenied for the token and its scopes; CallRefused for all else */
export async function send(environment: Environment, sent: Sent): Promise<Heard> {
  const retries = retryStrategy(environment)
  let retry = await retries.acquireInitialRetryToken('')
  for (let tried = 1; ; tried++) {
    const outcome = await attempt(environment, sent)
    if ('heard' in outcome) return outcome.heard
    if (!outcome.retry || tried === MAX_ATTEMPTS) throw outcome.error
    retry = await retries.refreshRetryTokenForRetry(retry, outcome.retry)
  }
}

async function attempt(environment: Environment, sent: Sent): Promise<Outcome> {
  const { about, repeatable } = sent
  try {
    const { response } = await handlerOf(environment).handle(messageOf(sent), { requestTimeout: TIMEOUT })
    return outcomeOf(sent, response, parsedObject(await textOf(response.body)))
  } catch (error) {
    if (!Error.isError(error) || !(isTransient(error) || error.name === 'AbortError')) throw error
    const silence = new Unavailable(`${about}: Slack gave no answer (${error.name})`)
    return { error: silence, ...(repeatable && { retry: { errorType: 'TRANSIENT' } }) }
  }
}

/** Most refusals come as 200 with `ok: false` (Slack, "Web API: evaluating responses"). */
function outcomeOf({ about, repeatable }: Sent, response: HttpResponse, body: Heard['body']): Outcome {
  const { statusCode: status } = response
  const said = typeof body.error === 'string' ? body.error.slice(0, 100) : `HTTP ${status}`
  const message = `${about}: Slack answered ${said}`
  if (status === 429 || said === 'ratelimited')
    return { error: new Unavailable(message), retry: throttledBy(response, 'retry-after') }
  if (status >= 500 || PASSING.has(said))
    return { error: new Unavailable(message), ...(repeatable && { retry: { errorType: 'TRANSIENT' } }) }
  if (DENIED.has(said)) return { error: new PermissionDenied(message) }
  if (status >= 300 || body.ok === false) return { error: new CallRefused(message) }
  return { heard: { status, body } }
}

const PASSING = new Set(['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout'])
const DENIED = new Set([
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'missing_scope',
])

const TYPES = { json: 'application/json; charset=utf-8', form: 'application/x-www-form-urlencoded' } as const

const messageOf = ({ hostname, path, body, as, token }: Sent): HttpRequest =>
  new HttpRequest({
    method: 'POST',
    protocol: 'https:',
    hostname,
    path,
    headers: {
      host: hostname,
      'content-type': TYPES[as],
      'user-agent': 'muster',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: as === 'json' ? JSON.stringify(body) : new URLSearchParams(Object.entries(body)).toString(),
  })
