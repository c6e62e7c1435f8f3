// JSON 1.0 (Step Functions) and 1.1 (Secrets Manager, KMS, SSM, EventBridge): the operation stands in `X-Amz-Target`.
import { HttpResponse } from '@smithy/protocol-http'
import { readStruct, writeStruct } from './json-values.ts'
import type { Answering, Protocol, WireError } from './protocol.ts'
import { found } from './query.ts'
import { NotReadable } from './scalars.ts'
import type { StructShape } from './shape.ts'
import { bytes, text } from './wire-request.ts'

const plain = { jsonName: false }

export const json: Protocol = {
  find: (request, catalogue) =>
    found(catalogue.operations.get(request.headers['x-amz-target']?.split('.').at(-1) ?? '')),
  read: (request, { operation }) =>
    operation.input.kind === 'struct' ? readStruct(operation.input, parsed(request.body), plain) : {},
  write(operation, output, answering) {
    const value = operation.output.kind === 'struct' ? writeStruct(operation.output, output, plain) : {}
    return jsonResponse(200, value, answering)
  },
  writeError(error, answering) {
    const response = jsonResponse(error.status, { __type: error.code, ...errorMembers(error, plain) }, answering)
    const compatible = error.shape?.traits.awsQueryError
    if (compatible && answering.request.headers['x-amzn-query-mode'] === 'true')
      response.headers['x-amzn-query-error'] = `${compatible[0]};${error.fault === 'client' ? 'Sender' : 'Receiver'}`
    return response
  },
}

/** Some models call the member `Message`; clients read either. */
export function errorMembers(error: WireError, style: { readonly jsonName: boolean }): object {
  const name = error.shape?.byName.has('Message') ? 'Message' : 'message'
  return { [name]: error.message, ...(error.shape && writeStruct(error.shape as StructShape, error.members, style)) }
}

export function parsed(body: Uint8Array): unknown {
  if (body.byteLength === 0) return {}
  try {
    return JSON.parse(text(body))
  } catch {
    throw new NotReadable('JSON')
  }
}

function jsonResponse(statusCode: number, value: object, { requestId, request }: Answering): HttpResponse {
  const headers = {
    'content-type': request.headers['content-type'] ?? 'application/x-amz-json-1.1',
    'x-amzn-requestid': requestId,
  }
  return new HttpResponse({ statusCode, headers, body: bytes(JSON.stringify(value)) })
}
