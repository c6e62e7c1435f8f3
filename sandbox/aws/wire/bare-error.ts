// Answers to requests of which not even the service is known, in a form in which its client can still read the code.
import { HttpResponse } from '@smithy/protocol-http'
import type { AwsError } from '../service.ts'
import { bytes } from './wire-request.ts'
import { element, escaped } from './xml.ts'

/** Signing names of the services that speak XML; all others speak JSON. */
const xmlServices = [
  'rds',
  'sns',
  'sts',
  'ec2',
  's3',
  'route53',
  'iam',
  'cloudformation',
  'autoscaling',
  'elasticloadbalancing',
]

export function bareError({ name, message, status }: AwsError, requestId: string, signingName = 'sts'): HttpResponse {
  const headers = { 'x-amzn-requestid': requestId, 'x-amzn-errortype': name }
  if (!xmlServices.includes(signingName)) {
    const body = bytes(JSON.stringify({ __type: name, message }))
    return new HttpResponse({ statusCode: status, headers: { ...headers, 'content-type': 'application/json' }, body })
  }
  const error = element('Error', element('Code', escaped(name)) + element('Message', escaped(message)))
  const body = bytes(element('ErrorResponse', error + element('RequestId', requestId)))
  return new HttpResponse({ statusCode: status, headers: { ...headers, 'content-type': 'text/xml' }, body })
}
