// From an error as a simulated service throws it to the error as the wire names it.
import { AwsError } from '../service.ts'
import type { Catalogue } from './catalogue.ts'
import type { WireError } from './protocol.ts'
import { validateOutput } from './validate-output.ts'

/** Modelled errors take code and status from their shape's traits; others keep the name and the status they were thrown with. */
export function wireError(error: AwsError, catalogue: Catalogue): WireError {
  const { name, message, status, members } = error
  const shape = catalogue.errors.get(name)
  if (!shape) return { code: name, message, status, fault: status >= 500 ? 'server' : 'client', members }
  const { awsQueryError, httpError, error: fault = 'client' } = shape.traits
  const named = shape.members.find(each => each.name.toLowerCase() === 'message')?.name
  const full = named ? { [named]: message, ...members } : members
  validateOutput(`error ${name}`, shape, full)
  return {
    code: isQuery(catalogue) ? (awsQueryError?.[0] ?? name) : name,
    message,
    status: awsQueryError?.[1] ?? httpError ?? (fault === 'server' && status < 500 ? 500 : status),
    fault,
    members,
    shape,
  }
}

/** What no operation answers is said so, and is not worth a retry: 501 is neither a throttle nor transient. */
export function notSimulated(what: string): AwsError {
  return new AwsError('NotSimulated', `${what} is not simulated`, { status: 501 })
}

/**
 * The name under which each protocol refuses an access key, an action, or a request that lacks a required member.
 * Names as AWS uses them: the common errors of the service references; EC2's error codes page for EC2.
 */
export function refusalNames(catalogue: Catalogue) {
  const { protocol, errors, serviceNamespace } = catalogue
  const first = (...names: string[]) => names.find(each => errors.has(each))
  if (serviceNamespace === 'com.amazonaws.s3')
    return {
      key: 'InvalidAccessKeyId',
      signature: 'RequestTimeTooSkewed',
      denied: 'AccessDenied',
      input: 'InvalidRequest',
      status: 403,
    }
  if (protocol.endsWith('ec2Query'))
    return {
      key: 'AuthFailure',
      signature: 'RequestExpired',
      denied: 'UnauthorizedOperation',
      input: 'MissingParameter',
      status: 403,
    }
  if (isQuery(catalogue) || protocol.endsWith('restXml'))
    return {
      key: 'InvalidClientTokenId',
      signature: 'SignatureDoesNotMatch',
      denied: first('AuthorizationErrorException') ?? 'AccessDenied',
      input:
        serviceNamespace === 'com.amazonaws.rds'
          ? 'MissingParameter'
          : (first('MissingRequiredParameterException', 'InvalidInput') ?? 'ValidationError'),
      status: 403,
    }
  return {
    key: 'UnrecognizedClientException',
    signature: 'InvalidSignatureException',
    denied: 'AccessDeniedException',
    input:
      first(
        'MissingParameterValueException',
        'MissingRequiredParameterException',
        'InvalidParameterException',
        'BadRequestException',
      ) ?? 'ValidationException',
    status: protocol.endsWith('restJson1') ? 403 : 400,
  }
}

function isQuery({ protocol }: Catalogue): boolean {
  return protocol.endsWith('#awsQuery') || protocol.endsWith('#ec2Query')
}
