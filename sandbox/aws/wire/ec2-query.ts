// The EC2 flavour of the Query protocol: flat lists, capitalised names, no result element, errors in a list.
import { readForm } from './form.ts'
import type { Protocol } from './protocol.ts'
import { errorXml, parameters, query, xmlResponse } from './query.ts'
import { element, innerXml, writeXml } from './xml.ts'

export const ec2Query: Protocol = {
  find: query.find,
  read: (request, { operation }) =>
    operation.input.kind === 'struct' ? readForm(operation.input, parameters(request), { ec2: true }) : {},
  write(operation, output, { requestId, catalogue }) {
    const members =
      operation.output.kind === 'struct' ? innerXml(writeXml(operation.outputSchema, output, catalogue)) : ''
    const body = element('requestId', requestId) + members
    return xmlResponse(200, element(`${operation.name}Response`, body, ` xmlns="${catalogue.xmlNamespace}"`), requestId)
  },
  writeError(error, { requestId, catalogue }) {
    const errors = element('Errors', element('Error', errorXml(error, catalogue)))
    return xmlResponse(error.status, element('Response', errors + element('RequestID', requestId)), requestId)
  },
}
