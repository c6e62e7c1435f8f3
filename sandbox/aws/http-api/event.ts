// The event that a function gets for a request: payload format 2.0 (API Gateway developer guide, "AWS Lambda proxy integrations").
import type { Json } from '../../engine/index.ts'
import { uuid } from '../identifiers.ts'
import type { Caller, Surroundings } from '../service.ts'
import { roleId, sessionArn } from '../sts/caller-identity.ts'
import { text, type WireRequest } from '../wire/wire-request.ts'
import type { Route } from './index.ts'

export interface Admitted {
  readonly request: WireRequest
  readonly route: Route
  /** Null on a route that anybody may call. */
  readonly caller: Caller | null
  readonly api: { readonly id: string; readonly host: string }
  /** Requests of this API before it. */
  readonly number: number
}

/** Bodies of these types come as they are, all others in Base64. */
const TEXT = /^(text\/|application\/(json|xml|javascript))/i

export function eventOf({ accountId, chance, clock }: Surroundings, admitted: Admitted): Json {
  const { request, route, caller, api, number } = admitted
  const { method, path, headers, body, query } = request
  const now = clock.now()
  const asText = TEXT.test(headers['content-type'] ?? 'text/plain')
  const parameters = Object.entries(query).map(([name, values]) => [name, values.join(',')] as const)
  return {
    version: '2.0',
    routeKey: route.key,
    rawPath: path,
    rawQueryString: parameters
      .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
      .join('&'),
    headers: { ...headers },
    ...(parameters.length > 0 && { queryStringParameters: Object.fromEntries(parameters) }),
    requestContext: {
      accountId,
      apiId: api.id,
      ...(caller && { authorizer: { iam: identityOf(caller, headers) } }),
      domainName: api.host,
      domainPrefix: api.id,
      http: {
        method,
        path,
        protocol: 'HTTP/1.1',
        sourceIp: headers['x-forwarded-for']?.split(',')[0] ?? '203.0.113.7',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: uuid(chance, 'http-api', api.id, number),
      routeKey: route.key,
      stage: '$default',
      time: new Date(now).toISOString(),
      timeEpoch: now,
    },
    ...(body.byteLength > 0 && { body: asText ? text(body) : Buffer.from(body).toString('base64') }),
    isBase64Encoded: body.byteLength > 0 && !asText,
  }
}

function identityOf(caller: Caller, headers: WireRequest['headers']): Json {
  const accessKey = /Credential=([^/]+)\//.exec(headers.authorization ?? '')?.[1] ?? ''
  const userId = `${roleId(caller.roleArn)}:muster`
  return {
    accessKey,
    accountId: caller.accountId,
    callerId: userId,
    cognitoIdentity: null,
    principalOrgId: null,
    userArn: sessionArn(caller, 'muster'),
    userId,
  }
}
