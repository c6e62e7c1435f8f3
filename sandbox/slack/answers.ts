// What Slack answers over HTTP: its Web API at slack.com, and the addresses of half an hour at hooks.slack.com.
import { type HttpRequest, HttpResponse } from '@smithy/protocol-http'
import { METHODS } from '../../domain/chat/methods.ts'
import { text as decoded, type WireRequest, wireRequest } from '../aws/wire/wire-request.ts'
import { blockFault } from './block-rules.ts'
import { type Fields, isSimulated, no, perform, place } from './methods.ts'
import { secondsToWait } from './rates.ts'
import type { State } from './state.ts'

export const SLACK_HOSTS = ['slack.com', 'hooks.slack.com'] as const

export async function answer(state: State, http: HttpRequest): Promise<HttpResponse> {
  const request = await wireRequest(http)
  return request.hostname === 'hooks.slack.com' ? hook(state, request) : web(state, request)
}

function web(state: State, request: WireRequest): HttpResponse {
  const method = request.path.replace(/^\/api\//, '')
  const fault = state.fault(method)
  if (fault === 'failing') return traced(state, method, respond(503, no('service_unavailable')))
  if (request.method !== 'POST' || !isSimulated(method))
    return traced(state, method, respond(200, no('unknown_method')))
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1]
  if (token === undefined) return traced(state, method, respond(200, no('not_authed')))
  if (token !== state.app.botToken) return traced(state, method, respond(200, no('invalid_auth')))
  const given = fieldsOf(request, METHODS[method].reads)
  const wait = fault === 'throttled' ? 5 : secondsToWait(state, method, String(given.channel ?? ''))
  if (wait > 0) return traced(state, method, respond(429, no('ratelimited'), { 'retry-after': String(wait) }))
  return traced(state, method, respond(200, perform(state, method, given)))
}

/** JSON is not read by methods that only read: they would miss what was given. */
function fieldsOf({ headers, body }: WireRequest, reads: boolean): Fields {
  const type = headers['content-type'] ?? ''
  if (type.startsWith('application/x-www-form-urlencoded'))
    return Object.fromEntries(new URLSearchParams(decoded(body)))
  return reads || !type.startsWith('application/json') ? {} : (JSON.parse(decoded(body)) as Fields)
}

/** Each works five times, for half an hour (aws-behaviour 5.9). */
const MOST_USES = 5

function hook(state: State, { path, body }: WireRequest): HttpResponse {
  if (state.fault('response_url') === 'failing')
    return traced(state, 'response_url', respond(503, no('service_unavailable')))
  const known = state.responseUrls.get(path)
  if (!known || known.expiresAt < state.surroundings.clock.now())
    return traced(state, 'response_url', respond(404, no('expired_url')))
  if (known.uses >= MOST_USES) return traced(state, 'response_url', respond(404, no('used_url')))
  const given = JSON.parse(decoded(body)) as Fields
  const fault = blockFault(given.blocks)
  if (fault !== undefined) return traced(state, 'response_url', respond(400, no('invalid_blocks')))
  known.uses += 1
  const seenBy = given.response_type === 'in_channel' ? null : known.user
  place(state, { channel: known.channel, given, threadTs: null, seenBy })
  return traced(state, 'response_url', new HttpResponse({ statusCode: 200, body: Buffer.from('ok') }))
}

function respond(statusCode: number, body: Fields, headers: Record<string, string> = {}): HttpResponse {
  const type = { 'content-type': 'application/json; charset=utf-8' }
  return new HttpResponse({ statusCode, headers: { ...type, ...headers }, body: Buffer.from(JSON.stringify(body)) })
}

function traced(state: State, method: string, response: HttpResponse): HttpResponse {
  const body = Buffer.from(response.body as Uint8Array).toString()
  const { error = 'ok' } = body === 'ok' ? {} : (JSON.parse(body) as { readonly error?: string })
  state.calls.push({ method, at: state.surroundings.clock.now(), status: response.statusCode, said: error })
  return response
}
