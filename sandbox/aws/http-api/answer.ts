// What a caller of an HTTP API is answered: what the function gave, or what API Gateway says in its place.
import { HttpResponse } from '@smithy/protocol-http'
import type { VirtualClock } from '../../clock.ts'
import { type Json, TaskFailure } from '../../engine/index.ts'

/** Milliseconds that API Gateway waits for a function (API Gateway developer guide, "Quotas for HTTP APIs"). */
const PATIENCE = 30_000

export const refusal = (statusCode: number, message: string) => ({ refusal: told(statusCode, message) })

const told = (statusCode: number, message: string): HttpResponse =>
  new HttpResponse({
    statusCode,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify({ message })),
  })

/** A function that is too slow goes on, and nobody hears what it gives. */
export function answerOf(clock: VirtualClock, invoke: () => Promise<Json>): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    const late = clock.after(PATIENCE, () => resolve(told(503, 'Service Unavailable')))
    invoke().then(
      given => {
        late.cancel()
        resolve(response(given))
      },
      error => {
        late.cancel()
        if (error instanceof TaskFailure) resolve(told(500, 'Internal Server Error'))
        else reject(error)
      },
    )
  })
}

interface Given {
  readonly statusCode?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly isBase64Encoded?: boolean
}

/** Without a status code everything that was given is the body. */
function response(given: Json): HttpResponse {
  const { statusCode, headers = {}, body = '', isBase64Encoded = false } = (given ?? {}) as Given
  if (statusCode === undefined) {
    const whole = Buffer.from(typeof given === 'string' ? given : JSON.stringify(given))
    return new HttpResponse({ statusCode: 200, headers: { 'content-type': 'application/json' }, body: whole })
  }
  if (typeof statusCode !== 'number' || typeof body !== 'string') return told(500, 'Internal Server Error')
  return new HttpResponse({
    statusCode,
    headers: { ...headers },
    body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
  })
}
