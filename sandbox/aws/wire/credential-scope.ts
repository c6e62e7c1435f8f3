// Who signed a request, when, and for which region and service: read from Signature Version 4, header or presigned URL.
import type { WireRequest } from './wire-request.ts'

export interface CredentialScope {
  readonly accessKeyId: string
  readonly region: string
  readonly signingName: string
  readonly sessionToken: string | undefined
  /** Milliseconds since the epoch. */
  readonly signedAt: number
  /** Seconds for which a presigned request is good; undefined when signed in its headers. */
  readonly expires: number | undefined
}

/** Undefined when the request is not signed at all. */
export function credentialScope({ headers, query }: WireRequest): CredentialScope | undefined {
  const authorization = headers.authorization
  const given = (name: string) => query[name]?.[0]
  const credential = authorization ? /Credential=([^,\s]+)/.exec(authorization)?.[1] : given('X-Amz-Credential')
  const [accessKeyId, , region, signingName, end] = credential?.split('/') ?? []
  if (!accessKeyId || !region || !signingName || end !== 'aws4_request') return undefined
  const expires = authorization ? undefined : Number(given('X-Amz-Expires'))
  return {
    accessKeyId,
    region,
    signingName,
    sessionToken: authorization ? headers['x-amz-security-token'] : given('X-Amz-Security-Token'),
    signedAt: basicTime((authorization ? headers['x-amz-date'] : given('X-Amz-Date')) ?? ''),
    expires,
  }
}

/** `20261122T144000Z`, the compact form of ISO 8601. */
function basicTime(value: string): number {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(value)
  if (!match) return Number.NaN
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  return Date.UTC(year, month - 1, day, hour, minute, second)
}
