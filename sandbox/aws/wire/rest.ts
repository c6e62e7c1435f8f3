// What REST JSON and REST XML share: routing, members outside the body, and payloads that are the body themselves.
import { Readable } from 'node:stream'
import { HttpResponse } from '@smithy/protocol-http'
import { bindingsOf, readOutside, writeOutside } from './http-bindings.ts'
import type { Answering, Found } from './protocol.ts'
import type { Member, StructShape } from './shape.ts'
import type { WireRequest } from './wire-request.ts'
import { bytes, text } from './wire-request.ts'

export interface BodyForm {
  /** Of a structured payload member, or of the members that make the body. */
  readonly read: (members: BodyMembers, body: Uint8Array) => unknown
  readonly write: (members: BodyMembers, value: Readonly<Record<string, unknown>>) => string
  readonly contentType: string
  /** Does an answer without members still have a body? */
  readonly bodyWithoutMembers: boolean
}

export type BodyMembers =
  | { readonly payload: Member }
  | { readonly shape: StructShape; readonly members: readonly Member[] }

export function readRest(request: WireRequest, { operation, labels }: Found, form: BodyForm): Record<string, unknown> {
  const shape = operation.input
  if (shape.kind !== 'struct') return {}
  const read = readOutside(shape, request, labels)
  const { payload, body } = bindingsOf(shape)
  if (payload) {
    if (request.body.byteLength === 0 && payload.shape.kind !== 'blob') return read
    return { ...read, [payload.name]: readPayload(payload, request.body, form) }
  }
  if (body.length === 0 || request.body.byteLength === 0) return read
  return { ...read, ...(form.read({ shape, members: body }, request.body) as object) }
}

function readPayload(payload: Member, body: Uint8Array, form: BodyForm): unknown {
  if (payload.shape.kind === 'blob') return new Uint8Array(body)
  return payload.shape.kind === 'string' ? text(body) : form.read({ payload }, body)
}

export function writeRest(
  found: Found['operation'],
  output: Readonly<Record<string, unknown>>,
  form: BodyForm,
): HttpResponse {
  const [, , success] = found.http!
  if (found.output.kind !== 'struct') return new HttpResponse({ statusCode: success, headers: {} })
  const { headers, status } = writeOutside(found.output, output)
  const statusCode = status ?? success
  const { payload, body: members } = bindingsOf(found.output)
  if (payload) {
    const value = output[payload.name]
    const body = value === undefined ? undefined : writePayload(payload, value, form)
    return new HttpResponse({ statusCode, headers, body })
  }
  if (members.length === 0 && !form.bodyWithoutMembers) return new HttpResponse({ statusCode, headers })
  headers['content-type'] ??= form.contentType
  return new HttpResponse({ statusCode, headers, body: bytes(form.write({ shape: found.output, members }, output)) })
}

/** A streaming blob is answered as a stream, as a socket would give it. */
function writePayload(payload: Member, value: unknown, form: BodyForm): unknown {
  if (payload.shape.kind === 'string') return bytes(value as string)
  if (payload.shape.kind !== 'blob') return bytes(form.write({ payload }, value as Record<string, unknown>))
  const content = typeof value === 'string' ? bytes(value) : value
  if (!payload.shape.streaming || !(content instanceof Uint8Array)) return content
  return Readable.from(content.byteLength === 0 ? [] : [Buffer.from(content)])
}

export function withRequestId(response: HttpResponse, { requestId }: Answering): HttpResponse {
  response.headers['x-amzn-requestid'] = requestId
  return response
}
