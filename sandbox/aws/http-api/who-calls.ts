// Who calls an HTTP API: the request's own signature, computed anew, and the role behind its access key.
import { HttpRequest } from '@smithy/protocol-http'
import { SignatureV4 } from '@smithy/signature-v4'
import { Sha256 } from '../../../lambdas/gateways/sha256.ts'
import type { Iam } from '../iam/iam.ts'
import type { Caller, Surroundings } from '../service.ts'
import { credentialScope } from '../wire/credential-scope.ts'
import type { WireRequest } from '../wire/wire-request.ts'

interface Looking {
  readonly iam: Iam
  readonly signatureWindowSeconds: number
}

/** Undefined when the request is not signed, not by a known key, not for this API, or not like this. */
export async function callerOf(
  request: WireRequest,
  { iam, signatureWindowSeconds }: Looking,
  { region, clock }: Surroundings,
): Promise<Caller | undefined> {
  const scope = credentialScope(request)
  if (scope?.signingName !== 'execute-api' || scope.region !== region) return undefined
  const caller = iam.callerOf(scope.accessKeyId)
  if (!caller || iam.accessKey(caller.roleArn).sessionToken !== scope.sessionToken) return undefined
  if (!(Math.abs(clock.now() - scope.signedAt) <= signatureWindowSeconds * 1000)) return undefined
  const expected = await authorization(request, { key: iam.accessKey(caller.roleArn), ...scope })
  return expected === request.headers.authorization ? caller : undefined
}

interface Signing {
  readonly key: ReturnType<Iam['accessKey']>
  readonly region: string
  readonly signedAt: number
}

/** What the header would say if the holder of the key had signed just this, body included. */
async function authorization(request: WireRequest, { key, region, signedAt }: Signing): Promise<string | undefined> {
  const names = /SignedHeaders=([^,\s]+)/.exec(request.headers.authorization ?? '')?.[1]?.split(';') ?? []
  if (!names.includes('host')) return undefined
  const { method, hostname, path, query, body } = request
  // The signer sets these two itself, from the time and from the bytes that arrived.
  const sent = names.filter(name => name !== FINGERPRINT && name !== 'x-amz-date')
  const bare = new HttpRequest({
    ...{ method, hostname, path, body },
    query: Object.fromEntries(Object.entries(query).map(([name, values]) => [name, [...values]])),
    headers: Object.fromEntries(sent.map(name => [name, request.headers[name] ?? ''])),
  })
  const signer = new SignatureV4({ service: 'execute-api', region, credentials: key, sha256: Sha256 })
  const { headers } = await signer.sign(bare, {
    signingDate: new Date(signedAt),
    signableHeaders: new Set(names),
    unsignableHeaders: new Set(names.includes(FINGERPRINT) ? [] : [FINGERPRINT]),
  })
  return headers.authorization
}

/** Of the body; clients may sign it as a header too. */
const FINGERPRINT = 'x-amz-content-sha256'
