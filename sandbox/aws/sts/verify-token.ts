// The EKS bearer token: a presigned sts:GetCallerIdentity URL, and every reason for which a cluster answers 401.
import type { AccessKey } from '../iam/iam.ts'
import type { Caller } from '../service.ts'
import { sessionArn } from './caller-identity.ts'
import { signatureOf, timeOf } from './signature.ts'

const prefix = 'k8s-aws-v1.'
const longest = 4096
/** From `X-Amz-Date`, whatever `X-Amz-Expires` says. */
const validity = 15 * 60_000
/** STS takes no signature from further in the future than this. */
const skew = 5 * 60_000

const allowed = new Set([
  'action',
  'version',
  'x-amz-algorithm',
  'x-amz-credential',
  'x-amz-date',
  'x-amz-expires',
  'x-amz-security-token',
  'x-amz-signature',
  'x-amz-signedheaders',
])

export interface BearerIdentity {
  readonly roleArn: string
  readonly accountId: string
  /** `arn:aws:sts::<account>:assumed-role/<role>/<session>`, as STS answers the cluster. */
  readonly sessionArn: string
}

export interface Refused {
  /** Why the cluster answers 401 Unauthorized; it tells its own log, not the caller. */
  readonly refused: string
}

export interface TokenCheck {
  readonly token: string
  /** The cluster that was asked: its name must have been signed as `x-k8s-aws-id`. */
  readonly clusterName: string
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly callerOf: (accessKeyId: string) => Caller | undefined
  readonly accessKey: (roleArn: string) => AccessKey
  readonly reachable?: (region: string) => boolean
}

/** The rules, in the order in which aws-iam-authenticator checks them (aws-behaviour 1.8); then STS's own. */
export function verifyToken(check: TokenCheck): BearerIdentity | Refused {
  const url = urlOf(check.token)
  if (typeof url === 'string') return { refused: url }
  const query = queryOf(url)
  if (typeof query === 'string') return { refused: query }
  const reason = wrongParameter(query) ?? wrongTime(query, check.now)
  return reason ? { refused: reason } : askSts(check, url, query)
}

function urlOf(token: string): URL | string {
  if (token.length > longest) return 'token is too large'
  if (!token.startsWith(prefix)) return `token is missing expected "${prefix}" prefix`
  const encoded = token.slice(prefix.length)
  // Raw base64url: padding and the ordinary alphabet are refused.
  if (!/^[\w-]+$/.test(encoded)) return 'token is not base64url without padding'
  const text = Buffer.from(encoded, 'base64url').toString()
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol !== 'https:') return 'unexpected scheme in pre-signed URL'
  if (!regionOf(url)) return `unexpected hostname ${url.host} in pre-signed URL`
  return url.pathname === '/' ? url : 'unexpected path in pre-signed URL'
}

/** The global endpoint is in us-east-1. */
function regionOf(url: URL): string | undefined {
  if (url.host === 'sts.amazonaws.com') return 'us-east-1'
  return /^sts\.([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com$/.exec(url.host)?.[1]
}

function queryOf(url: URL): ReadonlyMap<string, string> | string {
  const query = new Map<string, string>()
  for (const [name, value] of url.searchParams) {
    const key = name.toLowerCase()
    if (!allowed.has(key)) return `non-whitelisted query parameter "${name}"`
    if (query.has(key)) return 'query parameter with multiple values not supported'
    query.set(key, value)
  }
  return query
}

function wrongParameter(query: ReadonlyMap<string, string>): string | undefined {
  if (query.get('action') !== 'GetCallerIdentity') return 'unexpected action parameter in pre-signed URL'
  const signed = (query.get('x-amz-signedheaders') ?? '').split(';')
  if (!signed.includes('x-k8s-aws-id')) return 'client did not sign the x-k8s-aws-id header in the pre-signed URL'
  const expires = query.get('x-amz-expires') ?? ''
  return /^\d{1,4}$/.test(expires) && Number(expires) <= 900
    ? undefined
    : 'invalid X-Amz-Expires parameter in pre-signed URL'
}

function wrongTime(query: ReadonlyMap<string, string>, now: number): string | undefined {
  const date = query.get('x-amz-date')
  if (!date) return 'X-Amz-Date parameter must be present in pre-signed URL'
  const signedAt = timeOf(date)
  if (Number.isNaN(signedAt)) return `error parsing X-Amz-Date parameter ${date} into time`
  if (now > signedAt + validity) return 'X-Amz-Date parameter is expired (15 minute expiration)'
  return undefined
}

/** The cluster sends the URL with its own name in the header: a token signed for another cluster has a wrong signature. */
function askSts(check: TokenCheck, url: URL, query: ReadonlyMap<string, string>): BearerIdentity | Refused {
  const region = regionOf(url) ?? ''
  if (check.reachable?.(region) === false) return { refused: `STS in ${region} did not answer` }
  const [accessKeyId = '', , signedRegion, service] = (query.get('x-amz-credential') ?? '').split('/')
  const caller = check.callerOf(accessKeyId)
  const key = caller && check.accessKey(caller.roleArn)
  const rejected = { refused: 'error from AWS (expected 200, got 403)' }
  if (!caller || !key || signedRegion !== region || service !== 'sts') return rejected
  if (timeOf(query.get('x-amz-date') ?? '') > check.now + skew) return rejected
  if (query.get('version') !== '2011-06-15' || query.get('x-amz-security-token') !== key.sessionToken) return rejected
  const expected = signatureOf({ url, headers: { 'x-k8s-aws-id': check.clusterName }, secret: key.secretAccessKey })
  if (query.get('x-amz-signature') !== expected) return rejected
  return { ...caller, sessionArn: sessionArn(caller, 'muster') }
}
