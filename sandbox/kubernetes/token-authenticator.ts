// Checks an EKS bearer token as the cluster's webhook does: a presigned GetCallerIdentity for this cluster's id.
import { createHash, createHmac, createSecretKey } from 'node:crypto'

export interface Credentials {
  readonly secretAccessKey: string
  readonly sessionToken?: string
  /** `arn:aws:iam::<account>:role/<name>`. */
  readonly roleArn: string
}

export interface Authenticator {
  readonly clusterName: string
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** STS's knowledge of an access key. */
  readonly credentials: (accessKeyId: string) => Credentials | undefined
  /** Does the role have an access entry? */
  readonly hasEntry: (roleArn: string) => boolean
}

type Verdict = { readonly roleArn: string } | { readonly reason: string }

/** The only query names that are accepted (aws-behaviour 1.8). */
const accepted = new Set([
  ...['action', 'version', 'x-amz-algorithm', 'x-amz-credential', 'x-amz-date', 'x-amz-expires'],
  ...['x-amz-security-token', 'x-amz-signature', 'x-amz-signedheaders'],
])
/** From `X-Amz-Date`, whatever the expiry says. */
const validMilliseconds = 15 * 60_000
const prefix = 'k8s-aws-v1.'

export const tokenAuthenticator =
  (authenticator: Authenticator) =>
  (token: string): Verdict => {
    const url = urlIn(token)
    if (typeof url === 'string') return { reason: url }
    return judge(authenticator, url)
  }

function urlIn(token: string): URL | string {
  if (token.length > 4096) return 'token is too large'
  if (!token.startsWith(prefix)) return `token is missing expected "${prefix}" prefix`
  if (!/^[\w-]+$/.test(token.slice(prefix.length))) return 'token is not unpadded base64url'
  const text = Buffer.from(token.slice(prefix.length), 'base64url').toString()
  if (!URL.canParse(text)) return 'token holds no URL'
  const url = new URL(text)
  if (url.protocol !== 'https:') return `unexpected scheme ${url.protocol}`
  if (!/^sts\.([a-z0-9-]+\.)?amazonaws\.com$/.test(url.host)) return `unexpected hostname ${url.host}`
  if (url.pathname !== '/') return 'unexpected path in pre-signed URL'
  return url
}

function judge({ clusterName, now, credentials, hasEntry }: Authenticator, url: URL): Verdict {
  const query = new Map<string, string>()
  for (const [name, value] of url.searchParams) {
    if (!accepted.has(name.toLowerCase())) return { reason: `non-whitelisted query parameter "${name}"` }
    query.set(name.toLowerCase(), value)
  }
  if (query.get('action') !== 'GetCallerIdentity') return { reason: 'unexpected action parameter in pre-signed URL' }
  const signed = query.get('x-amz-signedheaders')?.split(';') ?? []
  if (!signed.includes('x-k8s-aws-id')) return { reason: 'client did not sign the x-k8s-aws-id header' }
  const expires = Number(query.get('x-amz-expires'))
  if (!(expires >= 0 && expires <= 900)) return { reason: 'invalid X-Amz-Expires parameter in pre-signed URL' }
  const date = query.get('x-amz-date') ?? ''
  const from = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
  if (!(now() <= from + validMilliseconds)) return { reason: 'X-Amz-Date parameter is expired' }
  // Five minutes is the skew that STS tolerates.
  if (from > now() + 5 * 60_000) return { reason: 'X-Amz-Date parameter is in the future' }
  const [accessKeyId = '', ...scope] = query.get('x-amz-credential')?.split('/') ?? []
  const found = credentials(accessKeyId)
  if (!found) return { reason: 'error from AWS: InvalidClientTokenId' }
  if ((found.sessionToken ?? undefined) !== query.get('x-amz-security-token')) {
    return { reason: 'error from AWS: InvalidClientTokenId (security token)' }
  }
  const signature = sign({
    url,
    date,
    scope,
    headers: { host: url.host, 'x-k8s-aws-id': clusterName },
    secret: found.secretAccessKey,
  })
  if (signature !== query.get('x-amz-signature')) {
    return { reason: 'error from AWS: SignatureDoesNotMatch (wrong cluster id, region or key)' }
  }
  if (!hasEntry(found.roleArn)) return { reason: `no access entry for ${found.roleArn}` }
  return { roleArn: found.roleArn }
}

interface ToSign {
  readonly url: URL
  readonly date: string
  /** Day, region, service, `aws4_request`. */
  readonly scope: readonly string[]
  readonly headers: Readonly<Record<string, string>>
  readonly secret: string
}

/** Node 24 takes four times as long for the bare bytes of a key. */
const hmac = (key: string | Buffer, text: string) =>
  createHmac('sha256', typeof key === 'string' ? key : createSecretKey(key))
    .update(text)
    .digest()
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const percent = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, each => `%${each.charCodeAt(0).toString(16).toUpperCase()}`)

/** Signature Version 4 over the query, from the AWS General Reference. */
function sign({ url, date, scope, headers, secret }: ToSign): string {
  const query = [...url.searchParams]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${percent(name)}=${percent(value)}`)
    .sort()
    .join('&')
  const names = Object.keys(headers).sort()
  const lines = names.map(name => `${name}:${headers[name]}\n`).join('')
  const request = ['GET', '/', query, lines, names.join(';'), sha256('')].join('\n')
  const text = ['AWS4-HMAC-SHA256', date, scope.join('/'), sha256(request)].join('\n')
  const key = scope.reduce<Buffer | string>((above, part) => hmac(above, part), `AWS4${secret}`)
  return hmac(key, text).toString('hex')
}
