// A simulated HTTP API of API Gateway: routes to functions, with IAM's word on who may call, throttling and its limits.
import type { HttpRequest, HttpResponse } from '@smithy/protocol-http'
import type { Functions } from '../../lambda.ts'
import type { Iam } from '../iam/iam.ts'
import type { Surroundings } from '../service.ts'
import { type WireRequest, wireRequest } from '../wire/wire-request.ts'
import { answerOf, refusal } from './answer.ts'
import { type Admitted, eventOf } from './event.ts'
import { fewAtOnce } from './throttle.ts'
import { callerOf } from './who-calls.ts'

export interface Route {
  /** `POST /runs/{id}/decisions`. */
  readonly key: string
  /** Name of the function that answers. */
  readonly function: string
  readonly authorization: 'AWS_IAM' | 'NONE'
}

export interface HttpApiOptions {
  readonly id: string
  readonly routes: readonly Route[]
  readonly functions: Pick<Functions, 'invoke' | 'has'>
  readonly iam: Iam
  /** Milliseconds that the way through API Gateway takes. */
  readonly latency: () => number
  /** How far a signature's time may lie from the clock; Infinity lets in clients that live in real time. */
  readonly signatureWindowSeconds: number
}

/** Bytes of a request (API Gateway developer guide, "Quotas for HTTP APIs"). */
const LONGEST = 10 * 1024 * 1024

export class HttpApi {
  readonly host: string
  readonly #surroundings: Surroundings
  readonly #options: HttpApiOptions
  /** A route that anybody may call has tokens of its own, as it is deployed; all others share theirs. */
  readonly #admits: ReadonlyMap<string | undefined, () => boolean>
  #count = 0

  constructor(surroundings: Surroundings, options: HttpApiOptions) {
    this.#surroundings = surroundings
    this.#options = options
    this.host = `${options.id}.execute-api.${surroundings.region}.amazonaws.com`
    const open = options.routes.filter(({ authorization }) => authorization === 'NONE').map(({ key }) => key)
    this.#admits = new Map([undefined, ...open].map(key => [key, fewAtOnce(surroundings.clock)]))
  }

  async handle(http: HttpRequest): Promise<HttpResponse> {
    const latency = this.#options.latency()
    if (latency > 0) await this.#surroundings.clock.sleep(latency)
    const request = await wireRequest(http)
    const admitted = await this.#admitted(request)
    if ('refusal' in admitted) return admitted.refusal
    const { clock } = this.#surroundings
    const event = eventOf(this.#surroundings, admitted)
    return answerOf(clock, () => this.#options.functions.invoke(admitted.route.function, event))
  }

  async #admitted(request: WireRequest): Promise<Admitted | { readonly refusal: HttpResponse }> {
    if (request.body.byteLength > LONGEST) return refusal(413, 'Request Entity Too Large')
    const route = this.#options.routes.find(({ key }) => leadsTo(key, request))
    if (!route) return refusal(404, 'Not Found')
    const { id, iam } = this.#options
    const caller = route.authorization === 'AWS_IAM' ? await callerOf(request, this.#options, this.#surroundings) : null
    if (caller === undefined) return refusal(403, 'Forbidden')
    const { region, accountId } = this.#surroundings
    const resource = `arn:aws:execute-api:${region}:${accountId}:${id}/$default/${request.method}${request.path}`
    if (caller && !iam.allows({ action: 'execute-api:Invoke', resource }, caller).allowed)
      return refusal(403, 'Forbidden')
    const admit = this.#admits.get(route.key) ?? this.#admits.get(undefined)
    if (!admit?.()) return refusal(429, 'Too Many Requests')
    return { request, route, caller, api: { id, host: this.host }, number: this.#count++ }
  }
}

function leadsTo(key: string, { method, path }: WireRequest): boolean {
  const [verb, pattern = ''] = key.split(' ')
  const [wanted, given] = [pattern.split('/'), path.split('/')]
  return (
    verb === method &&
    wanted.length === given.length &&
    wanted.every((part, index) => (part.startsWith('{') ? given[index] !== '' : part === given[index]))
  )
}
