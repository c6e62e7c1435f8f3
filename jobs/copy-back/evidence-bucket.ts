// Listings into the evidence bucket: one signed PUT each, with a checksum, as a bucket with Object Lock demands.
import { createHash, createHmac } from 'node:crypto'
import type { Credentials } from './credentials.ts'
import type { Evidence } from './listing.ts'

export interface Bucket {
  readonly name: string
  readonly region: string
  /** Without a slash at its end. */
  readonly prefix: string
  /** Asked before every upload: the keys of a role live an hour, a copy may take longer. */
  credentials(): Promise<Credentials>
  /** Milliseconds since the epoch. */
  now(): number
  sleep(milliseconds: number): Promise<void>
}

const attempts = 5

export function evidenceBucket(bucket: Bucket): Evidence {
  return {
    async put(name, bytes) {
      for (let attempt = 1; ; attempt++) {
        const refusal = await upload(bucket, `${bucket.prefix}/${name}`, bytes)
        if (refusal === undefined) return
        if (attempt === attempts || !refusal.again)
          throw new Error(`the evidence bucket refused ${name}: ${refusal.why}`)
        await bucket.sleep(1000 * 2 ** attempt)
      }
    },
  }
}

interface UploadRefusal {
  readonly why: string
  readonly again: boolean
}

async function upload(bucket: Bucket, key: string, body: Uint8Array): Promise<UploadRefusal | undefined> {
  const host = `${bucket.name}.s3.${bucket.region}.amazonaws.com`
  const path = `/${key.split('/').map(encodeURIComponent).join('/')}`
  const signed = sign(bucket, await bucket.credentials(), { host, path, body })
  try {
    const options = { method: 'PUT', headers: signed, body: Buffer.from(body), signal: AbortSignal.timeout(60_000) }
    const answer = await fetch(`https://${host}${path}`, options)
    if (answer.ok) return undefined
    const code = /<Code>(\w+)<\/Code>/.exec(await answer.text())?.[1] ?? ''
    return { why: `${answer.status} ${code}`, again: answer.status >= 500 || answer.status === 429 }
  } catch (error) {
    return { why: Error.isError(error) ? error.message : String(error), again: true }
  }
}

interface Put {
  readonly host: string
  readonly path: string
  readonly body: Uint8Array
}

/** Signature version 4 (AWS IAM user guide, "Create a signed AWS API request"). */
export function sign(bucket: Pick<Bucket, 'region' | 'now'>, keys: Credentials, put: Put): Record<string, string> {
  const time = new Date(bucket.now()).toISOString().replace(/[:-]|\.\d{3}/g, '')
  const payload = createHash('sha256').update(put.body)
  const digest = payload.copy().digest('base64')
  const payloadHash = payload.digest('hex')
  const headers: Record<string, string> = {
    host: put.host,
    'x-amz-checksum-sha256': digest,
    'x-amz-content-sha256': payloadHash,
    'x-amz-date': time,
    'x-amz-security-token': keys.sessionToken,
  }
  const names = Object.keys(headers).join(';')
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`)
  const canonical = ['PUT', put.path, '', lines.join(''), names, payloadHash].join('\n')
  const scope = `${time.slice(0, 8)}/${bucket.region}/s3/aws4_request`
  const text = ['AWS4-HMAC-SHA256', time, scope, createHash('sha256').update(canonical).digest('hex')].join('\n')
  const key = [time.slice(0, 8), bucket.region, 's3', 'aws4_request'].reduce<string | Buffer>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    `AWS4${keys.secretAccessKey}`,
  )
  const signature = createHmac('sha256', key).update(text).digest('hex')
  const credential = `${keys.accessKeyId}/${scope}`
  const { host: _, ...sent } = headers
  return {
    ...sent,
    authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names}, Signature=${signature}`,
  }
}
