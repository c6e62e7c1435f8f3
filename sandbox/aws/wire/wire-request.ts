// An HTTP request as the protocols read it: lower-case headers, query lists, whole body in memory.
import type { HttpRequest } from '@smithy/protocol-http'

export interface WireRequest {
  readonly method: string
  readonly hostname: string
  /** Still percent-encoded. */
  readonly path: string
  readonly query: Readonly<Record<string, readonly string[]>>
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

export async function wireRequest(request: HttpRequest): Promise<WireRequest> {
  const headers: Record<string, string> = {}
  for (const name of Object.keys(request.headers)) headers[name.toLowerCase()] = request.headers[name] as string
  const query: Record<string, readonly string[]> = {}
  for (const [name, value] of Object.entries(request.query ?? {}))
    query[name] = Array.isArray(value) ? value : [value ?? '']
  const { method, hostname, path } = request
  const body = bytesOf(request.body) ?? (await collect(request.body))
  return { method, hostname, path, query, headers, body: headers['x-amz-trailer'] ? unchunk(body) : body }
}

export const text = (bytes: Uint8Array): string => decoder.decode(bytes)
export const bytes = (value: string): Uint8Array => Buffer.from(value, 'utf8')

const decoder = new TextDecoder()

function bytesOf(body: unknown): Uint8Array | undefined {
  if (body === undefined || body === null) return new Uint8Array()
  if (typeof body === 'string') return bytes(body)
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength)
  return undefined
}

async function collect(body: AsyncIterable<Uint8Array | string>): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for await (const part of body) parts.push(typeof part === 'string' ? bytes(part) : part)
  return new Uint8Array(Buffer.concat(parts))
}

/** A streamed upload arrives as `<size in hex>\r\n<bytes>\r\n` …, ending with size 0 and the trailing checksum. */
function unchunk(body: Uint8Array): Uint8Array {
  const buffer = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const parts: Buffer[] = []
  for (let start = 0; ; ) {
    const end = buffer.indexOf('\r\n', start)
    const size = Number.parseInt(buffer.toString('latin1', start, end), 16)
    if (end < 0 || Number.isNaN(size))
      throw new Error('this body is not in aws-chunked encoding, though its headers say so')
    if (size === 0) return new Uint8Array(Buffer.concat(parts))
    parts.push(buffer.subarray(end + 2, end + 2 + size))
    start = end + 2 + size + 2
  }
}
