// What SDK clients send through in a rehearsal: no socket, but the timeouts and aborts of one, on virtual time.
import type { HttpRequest, HttpResponse } from '@smithy/protocol-http'
import type { VirtualClock } from '../../clock.ts'

export interface Transport {
  readonly metadata: { readonly handlerProtocol: string }
  handle(request: HttpRequest, options?: TransportOptions): Promise<{ response: HttpResponse }>
  updateHttpClientConfig(): void
  httpHandlerConfigs(): Record<string, never>
  destroy(): void
}

interface TransportOptions {
  readonly abortSignal?: unknown
  /** Milliseconds; replaces the transport's own for one request. */
  readonly requestTimeout?: number
}

/** An answer that has not come after `requestTimeout` milliseconds of virtual time is a `TimeoutError`, as with Node's handler. */
export function transport(
  route: (request: HttpRequest) => Promise<HttpResponse>,
  clock: VirtualClock,
  requestTimeout: number,
): Transport {
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    handle: (request, options) => send(route, clock, { request, requestTimeout, ...options }),
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
    destroy: () => undefined,
  }
}

type Sending = TransportOptions & { readonly request: HttpRequest; readonly requestTimeout: number }

function send(route: (request: HttpRequest) => Promise<HttpResponse>, clock: VirtualClock, sending: Sending) {
  const { request, requestTimeout } = sending
  const signal = sending.abortSignal as AbortSignal | undefined
  return new Promise<{ response: HttpResponse }>((resolve, reject) => {
    if (signal?.aborted) return reject(named('AbortError', 'the request was aborted before it was sent'))
    const late = clock.after(requestTimeout, () => finish(() => reject(timeout(request, requestTimeout))))
    const abort = () => finish(() => reject(named('AbortError', 'the request was aborted')))
    const finish = (settle: () => void) => {
      late.cancel()
      signal?.removeEventListener?.('abort', abort)
      settle()
    }
    signal?.addEventListener?.('abort', abort)
    route(request).then(
      response => finish(() => resolve({ response })),
      error => finish(() => reject(error)),
    )
  })
}

function timeout({ hostname }: HttpRequest, milliseconds: number): Error {
  return Object.assign(named('TimeoutError', `${hostname} gave no answer within ${milliseconds} ms`), {
    code: 'ETIMEDOUT',
  })
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name })
}
