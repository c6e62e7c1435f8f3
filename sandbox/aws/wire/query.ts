// The Query protocol (RDS, SNS, STS): a form in, XML with `<OperationResult>` out.
import { HttpResponse } from '@smithy/protocol-http'
import { type Branch, formOf, readForm } from './form.ts'
import type { Answering, Found, Protocol, WireError } from './protocol.ts'
import type { WireRequest } from './wire-request.ts'
import { bytes } from './wire-request.ts'
import { element, escaped, innerXml, writeXml, xmlDeclaration } from './xml.ts'

const forms = new WeakMap<WireRequest, Branch>()

export function parameters(request: WireRequest): Branch {
  const form = forms.get(request) ?? formOf(request)
  forms.set(request, form)
  return form
}

export const query: Protocol = {
  find: (request, catalogue) =>
    found(catalogue.operations.get(parameters(request).children.get('Action')?.value ?? '')),
  read: (request, { operation }) =>
    operation.input.kind === 'struct' ? readForm(operation.input, parameters(request), { ec2: false }) : {},
  write(operation, output, { requestId, catalogue }) {
    const members =
      operation.output.kind === 'struct' ? innerXml(writeXml(operation.outputSchema, output, catalogue)) : ''
    const result = operation.output.kind === 'struct' ? element(`${operation.name}Result`, members) : ''
    const metadata = element('ResponseMetadata', element('RequestId', requestId))
    const body = element(`${operation.name}Response`, result + metadata, ` xmlns="${catalogue.xmlNamespace}"`)
    return xmlResponse(200, body, requestId)
  },
  writeError(error, { requestId, catalogue }) {
    const about = element(
      'Error',
      element('Type', error.fault === 'client' ? 'Sender' : 'Receiver') + errorXml(error, catalogue),
    )
    const body = about + element('RequestId', requestId)
    return xmlResponse(error.status, element('ErrorResponse', body, ` xmlns="${catalogue.xmlNamespace}"`), requestId)
  },
}

export function found(operation: Found['operation'] | undefined): Found | undefined {
  return operation && { operation, labels: {} }
}

/** Code, message and whatever further members the modelled error has. */
export function errorXml(error: WireError, catalogue: Answering['catalogue']): string {
  const known = element('Code', escaped(error.code)) + element('Message', escaped(error.message))
  const { shape, members } = error
  if (!shape || Object.keys(members).length === 0) return known
  return known + innerXml(writeXml(shape.schema, members, catalogue))
}

export function xmlResponse(statusCode: number, body: string, requestId: string): HttpResponse {
  const headers = { 'content-type': 'text/xml', 'x-amzn-requestid': requestId }
  return new HttpResponse({ statusCode, headers, body: bytes(xmlDeclaration + body) })
}
