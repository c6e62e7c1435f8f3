// HTTP requests as they arrive: whose they are, what they say, and what is refused before anything reads them.
import type { IncomingMessage } from 'node:http'

/** The largest body anybody sends here; the AWS CLI splits objects into parts from 8 MiB on. */
export const BODY_LIMIT = 16 * 1024 * 1024

/** An answer to a request that goes no further, in words for whoever sent it. */
export class Turned extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.name = 'Turned'
    this.status = status
  }
}

export interface Incoming {
  readonly method: string
  /** Without the port. */
  readonly host: string
  /** Still percent-encoded, without the query. */
  readonly path: string
  readonly query: Readonly<Record<string, string | string[]>>
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

/** @throws Turned for hosts that are not this machine, malformed addresses and bodies over the limit */
export async function read(message: IncomingMessage): Promise<Incoming> {
  const { method = 'GET', url = '/' } = message
  const host = hostOf(message)
  const [path = '/', search = ''] = splitAt(url, '?')
  if (!isDecodable(path)) throw new Turned(400, `the path ${path} is not percent-encoded as it should be`)
  const headers = Object.fromEntries(Object.entries(message.headers).map(([name, value]) => [name, String(value)]))
  return { method, host, path, query: queryOf(search), headers, body: await bodyOf(message) }
}

/**
 * A page in a browser can make a name of its own point to this machine and then speak to it; the `Host` it sends gives
 * it away. Names under `amazonaws.com` come from clients that were told to connect here.
 */
function hostOf({ headers }: IncomingMessage): string {
  const host = (headers.host ?? '').replace(/:\d+$/, '').toLowerCase()
  if (host === '127.0.0.1' || /(^|\.)(localhost|amazonaws\.com)$/.test(host)) return host
  throw new Turned(421, `this sandbox answers on 127.0.0.1 and localhost, not as "${host}"`)
}

function queryOf(search: string): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {}
  for (const [name, value] of new URLSearchParams(search)) {
    const before = query[name]
    query[name] = before === undefined ? value : [before, value].flat()
  }
  return query
}

async function bodyOf(message: IncomingMessage): Promise<Uint8Array> {
  const tooLarge = new Turned(413, `a body may have ${BODY_LIMIT} bytes at most here`)
  if (Number(message.headers['content-length'] ?? 0) > BODY_LIMIT) throw tooLarge
  const parts: Buffer[] = []
  let size = 0
  for await (const part of message as AsyncIterable<Buffer>) {
    size += part.byteLength
    if (size > BODY_LIMIT) throw tooLarge
    parts.push(part)
  }
  return new Uint8Array(Buffer.concat(parts))
}

function splitAt(text: string, mark: string): readonly [string, string] {
  const index = text.indexOf(mark)
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)]
}

/** Only `decodeURIComponent` knows which bytes are no UTF-8, and it tells by throwing. */
function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}
