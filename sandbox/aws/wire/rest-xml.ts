// REST XML (Route 53, S3): paths and headers outside, XML inside; S3 also puts the bucket into the host name.
import { HttpResponse } from '@smithy/protocol-http'
import type { $SchemaRef } from '@smithy/types'
import type { Catalogue } from './catalogue.ts'
import type { Answering, Protocol } from './protocol.ts'
import { errorXml } from './query.ts'
import { type BodyForm, type BodyMembers, readRest, withRequestId, writeRest } from './rest.ts'
import { findRoute } from './routes.ts'
import { addressOf, isS3 } from './s3-address.ts'
import type { Member, StructShape } from './shape.ts'
import { bytes } from './wire-request.ts'
import { element, readXml, writeXml, xmlDeclaration } from './xml.ts'

const bodies = new WeakMap<readonly Member[], $SchemaRef>()
const forms = new WeakMap<Catalogue, BodyForm>()

export const restXml: Protocol = {
  find(request, catalogue) {
    if (!isS3(catalogue)) return findRoute(request, catalogue, {})
    const { labels, path } = addressOf(request)
    return findRoute({ ...request, path }, catalogue, labels)
  },
  read: (request, found, catalogue) => readRest(request, found, formOf(catalogue)),
  write: (operation, output, answering) =>
    identified(writeRest(operation, output, formOf(answering.catalogue)), answering),
  writeError(error, answering) {
    const { catalogue, request, requestId } = answering
    const headers = { 'content-type': 'application/xml' }
    // HEAD has no body, so the caller learns no more than the status.
    if (request.method === 'HEAD') return identified(new HttpResponse({ statusCode: error.status, headers }), answering)
    const about = errorXml(error, catalogue)
    const id = element('RequestId', requestId)
    const type = element('Type', error.fault === 'client' ? 'Sender' : 'Receiver')
    const body = isS3(catalogue)
      ? element('Error', about + id + element('HostId', requestId))
      : element('ErrorResponse', element('Error', type + about) + id, ` xmlns="${catalogue.xmlNamespace}"`)
    return identified(
      new HttpResponse({ statusCode: error.status, headers, body: bytes(xmlDeclaration + body) }),
      answering,
    )
  },
}

function identified(response: HttpResponse, answering: Answering): HttpResponse {
  if (!isS3(answering.catalogue)) return withRequestId(response, answering)
  response.headers['x-amz-request-id'] = answering.requestId
  response.headers['x-amz-id-2'] = answering.requestId
  return response
}

function formOf(catalogue: Catalogue): BodyForm {
  const known = forms.get(catalogue)
  if (known) return known
  const form: BodyForm = {
    contentType: 'application/xml',
    bodyWithoutMembers: false,
    read: (members, body) => readXml(schemaOf(members), body, catalogue),
    write: (members, value) => xmlDeclaration + writeXml(schemaOf(members), value, catalogue),
  }
  forms.set(catalogue, form)
  return form
}

function schemaOf(members: BodyMembers): $SchemaRef {
  if ('payload' in members) return members.payload.schema as $SchemaRef
  let schema = bodies.get(members.members)
  if (!schema) {
    schema = bodySchema(members.shape, members.members)
    bodies.set(members.members, schema)
  }
  return schema
}

/** The structure's schema reduced to the members that stand in the body. */
function bodySchema(shape: StructShape, members: readonly Member[]): $SchemaRef {
  const [id, namespace, name, traits] = shape.schema.getSchema() as unknown as readonly unknown[]
  return [id, namespace, name, traits, members.map(each => each.name), members.map(each => each.schema)] as never
}
