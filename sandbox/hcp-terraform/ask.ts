// A request as the operations get it: who asks, with which parts of the path, which query and which document.
import type { HttpRequest } from '@smithy/protocol-http'
import { Refusal } from './answers.ts'
import type { Account } from './state.ts'

export interface Ask {
  readonly account: Account
  /** What stands in the path where the route has a name. */
  readonly parts: readonly string[]
  readonly query: Readonly<Record<string, string>>
  /** The document that was sent; empty when there was none. */
  readonly body: object
}

/** @throws Refusal 400 for what is not JSON, 415 for another content type than JSON:API's */
export function bodyOf({ method, headers, body }: HttpRequest): object {
  const text = body === undefined || body === null ? '' : Buffer.from(body as Uint8Array | string).toString()
  if (method !== 'POST' || text === '') return {}
  const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1]
  if (type !== 'application/vnd.api+json') throw new Refusal(415, 'unsupported media type', `content-type ${type}`)
  try {
    const parsed: unknown = JSON.parse(text)
    if (typeof parsed === 'object' && parsed !== null) return parsed
  } catch {
    // Answered below, as any other text that is not a document.
  }
  throw new Refusal(400, 'bad request', 'The body is not a JSON document.')
}

/** Bracketed names as they are: `page[size]`. */
export function queryOf({ query = {} }: HttpRequest): Readonly<Record<string, string>> {
  const entries = Object.entries(query).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value])
  return Object.fromEntries(entries.filter(([, value]) => typeof value === 'string'))
}

export function bearerOf({ headers }: HttpRequest): string {
  const header = Object.entries(headers).find(([name]) => name.toLowerCase() === 'authorization')?.[1] ?? ''
  return header.startsWith('Bearer ') ? header.slice('Bearer '.length) : ''
}
