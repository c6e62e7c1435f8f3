// Plain HTTP to services that are not AWS: the handler that asks, and what is read out of their answers.
import { NodeHttpHandler, type NodeHttpHandlerOptions } from '@smithy/node-http-handler'
import type { HttpRequest, HttpResponse } from '@smithy/protocol-http'
import type { RetryErrorInfo } from '@smithy/types'
import type { Environment } from '../environment.ts'

export interface Handler {
  handle(request: HttpRequest, options?: { requestTimeout?: number }): Promise<{ response: HttpResponse }>
}

/** Asks through the environment's own handler in the sandbox, else through one that is made on first use and kept. */
export function handlerWith(
  limits: Pick<NodeHttpHandlerOptions, 'connectionTimeout' | 'requestTimeout' | 'socketTimeout'>,
): (environment: Environment) => Handler {
  let own: Handler | undefined
  return ({ requestHandler }) => {
    if (requestHandler) return requestHandler as Handler
    // Without throwOnRequestTimeout the handler only warns.
    own ??= new NodeHttpHandler({ ...limits, throwOnRequestTimeout: true })
    return own
  }
}

export async function textOf(body: unknown): Promise<string> {
  if (body === undefined || body === null) return ''
  if (typeof body === 'string') return body
  if (ArrayBuffer.isView(body)) return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString()
  const chunks: Uint8Array[] = []
  for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

/** Empty where it is no JSON: a proxy in between answers in HTML, and the status is all there is to tell. */
export function parsedObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
  } catch {
    return {}
  }
}

/** @param header in which the service says how many seconds are left until it listens again, in lower case */
export function throttledBy({ headers }: HttpResponse, header: string): RetryErrorInfo {
  const after = Object.entries(headers).find(([name]) => name.toLowerCase() === header)?.[1]
  const error = Object.assign(new Error('throttled'), { $response: { headers: { 'retry-after': after ?? '1' } } })
  return { errorType: 'THROTTLING', error: error as unknown as NonNullable<RetryErrorInfo['error']> }
}
