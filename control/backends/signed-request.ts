// One signed request over HTTP, and its answer: the host may be reached at another address, as that of a sandbox is.
import { request as plainly } from 'node:http'
import { request as encrypted } from 'node:https'
import { Hash } from '@smithy/core/serde'
import { HttpRequest } from '@smithy/protocol-http'
import { SignatureV4 } from '@smithy/signature-v4'
import type { AwsCredentialIdentity, Provider } from '@smithy/types'

export interface Endpoint {
  /** `<id>.execute-api.<region>.amazonaws.com`: what is signed. */
  readonly host: string
  readonly region: string
  readonly credentials: AwsCredentialIdentity | Provider<AwsCredentialIdentity>
  /** `http://127.0.0.1:4566`; absent, the host itself over TLS. */
  readonly at?: string
}

export interface Asking {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly body?: unknown
}

export interface Answer {
  readonly status: number
  readonly text: string
}

/** Milliseconds: the API itself waits 30 s for what is behind it. */
const PATIENCE = 35_000

/** Rejects when there is no answer at all. */
export async function ask(
  { host, region, credentials, at }: Endpoint,
  { method, path, body }: Asking,
): Promise<Answer> {
  const text = body === undefined ? undefined : JSON.stringify(body)
  const sha256 = Hash.bind(null, 'sha256')
  const signer = new SignatureV4({ service: 'execute-api', region, credentials, sha256 })
  const { headers } = await signer.sign(
    new HttpRequest({
      method,
      hostname: host,
      path,
      headers: { host, ...(text !== undefined && { 'content-type': 'application/json' }) },
      ...(text !== undefined && { body: text }),
    }),
  )
  const url = new URL(path, at ?? `https://${host}`)
  const send = url.protocol === 'http:' ? plainly : encrypted
  return new Promise((resolve, reject) => {
    const sent = send(url, { method, headers, signal: AbortSignal.timeout(PATIENCE) }, response => {
      const parts: Buffer[] = []
      response.on('data', part => parts.push(part))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString() }))
      response.on('error', reject)
    })
    sent.on('error', reject)
    sent.end(text)
  })
}
