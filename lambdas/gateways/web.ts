// The site as a visitor gets it: GET over HTTP with a time limit, following few redirects and none to another host.
import { createHash } from 'node:crypto'
import { HttpRequest } from '@smithy/protocol-http'
import { isInstaller, type PageSeen } from '../../domain/application-health.ts'
import type { Environment } from '../environment.ts'
import { isTransient } from './errors.ts'
import { type Handler, handlerWith } from './http.ts'

export interface Page extends PageSeen {
  /** From the first request to the last byte, redirects included. */
  readonly milliseconds: number
}

export interface NoPage {
  /** Why there was no answer at all: name, address, certificate, time. */
  readonly noAnswer: string
  readonly milliseconds: number
}

/** Milliseconds: what a visitor would not wait for either. */
const TIMEOUT = 10_000
const MOST_REDIRECTS = 3
/** The time limit of the request ends with the headers; that of the socket also covers a body that stops coming. */
const handlerOf = handlerWith({ connectionTimeout: 2_000, requestTimeout: TIMEOUT, socketTimeout: TIMEOUT })
/** Bytes of a page that are read; the rest is not needed to judge it. */
const MOST_BYTES = 2_000_000

/** A file as it was served. */
export interface Served {
  readonly status: number
  readonly bytes: number
  readonly sha256: string
}

export const web = (environment: Environment) => ({
  /** One file, without following redirects: whoever serves it at another address serves another. */
  file: async (url: string): Promise<Served | { readonly noAnswer: string }> => {
    try {
      const asked = requestFor(new URL(url))
      const { response } = await handlerOf(environment).handle(asked, { requestTimeout: TIMEOUT })
      const content = await bytesOf(response.body)
      const sha256 = createHash('sha256').update(content).digest('hex')
      return { status: response.statusCode, bytes: content.byteLength, sha256 }
    } catch (error) {
      if (!isNoAnswer(error)) throw error
      return { noAnswer: Error.isError(error) ? `${error.name}: ${error.message}` : String(error) }
    }
  },
  /** Any answer is a page, also a 500; only silence is not. */
  get: async (url: string): Promise<Page | NoPage> => {
    const begun = environment.clock.now()
    const took = () => environment.clock.now() - begun
    try {
      return {
        ...(await follow(new URL(url), {
          handler: handlerOf(environment),
          timeLeft: () => Math.max(1, TIMEOUT - took()),
          redirects: MOST_REDIRECTS,
        })),
        milliseconds: took(),
      }
    } catch (error) {
      if (!isNoAnswer(error)) throw error
      return {
        noAnswer: Error.isError(error) ? `${error.name}: ${error.message}` : String(error),
        milliseconds: took(),
      }
    }
  },
})

interface Way {
  readonly handler: Handler
  /** Milliseconds: the limit is for all requests together. */
  readonly timeLeft: () => number
  readonly redirects: number
}

async function follow(url: URL, way: Way): Promise<PageSeen> {
  const { response } = await way.handler.handle(requestFor(url), { requestTimeout: way.timeLeft() })
  const { statusCode: status, headers } = response
  const text = await textOf(response.body)
  const location = Object.entries(headers).find(([name]) => name.toLowerCase() === 'location')?.[1]
  if (status < 300 || status >= 400 || !location || !URL.canParse(location, url.href))
    return { status, text, redirectsTo: null }
  const next = new URL(location, url)
  const followed =
    next.hostname === url.hostname && /^https?:$/.test(next.protocol) && way.redirects > 0 && !isInstaller(next.href)
  return followed ? follow(next, { ...way, redirects: way.redirects - 1 }) : { status, text, redirectsTo: next.href }
}

function requestFor({ protocol, hostname, port, pathname, searchParams, host }: URL): HttpRequest {
  return new HttpRequest({
    method: 'GET',
    protocol,
    hostname,
    port: port === '' ? undefined : Number(port),
    path: pathname,
    query: Object.fromEntries(searchParams),
    // A page cache or CDN in front must not answer for a database that is gone.
    headers: { host, accept: 'text/html', 'cache-control': 'no-cache', 'user-agent': 'muster' },
  })
}

/** Certificates that do not fit are the site's fault as well. */
function isNoAnswer(error: unknown): boolean {
  const { name = '', code = '' } = error as { name?: string; code?: string }
  return (
    isTransient(error) ||
    name === 'AbortError' ||
    /^(CERT_|ERR_TLS|ERR_SSL|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|EHOSTUNREACH|ENETUNREACH|EPROTO)/.test(code)
  )
}

const textOf = async (body: unknown): Promise<string> => Buffer.from(await bytesOf(body)).toString()

async function bytesOf(body: unknown): Promise<Uint8Array> {
  if (body === undefined || body === null) return new Uint8Array()
  if (typeof body === 'string') return Buffer.from(body)
  if (ArrayBuffer.isView(body)) return Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    chunks.push(chunk)
    bytes += chunk.byteLength
    if (bytes >= MOST_BYTES) break
  }
  return Buffer.concat(chunks)
}
