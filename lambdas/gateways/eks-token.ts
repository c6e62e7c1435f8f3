// The bearer token of an EKS cluster: a presigned STS request that names the cluster (aws-behaviour 1.8).
import { Hash } from '@smithy/core/serde'
import { HttpRequest } from '@smithy/protocol-http'
import { SignatureV4 } from '@smithy/signature-v4'
import type { AwsCredentialIdentity, Provider } from '@smithy/types'
import type { Clock } from '../../domain/clock.ts'

export interface EksTokenOptions {
  readonly clusterName: string
  /** Of the STS endpoint: the region where the handler runs, so that no other region is needed. */
  readonly region: string
  readonly credentials: AwsCredentialIdentity | Provider<AwsCredentialIdentity>
  readonly clock: Clock
}

/** A token is good for 15 minutes from its date, whatever its expiry says; a minute is kept for clock skew. */
const refreshAfterMilliseconds = 14 * 60_000
const expirySeconds = 60

/** Gives the current token, signing a new one when the last is 14 minutes old. */
export function eksToken({ clusterName, region, credentials, clock }: EksTokenOptions): () => Promise<string> {
  const sha256 = Hash.bind(null, 'sha256')
  const signer = new SignatureV4({ service: 'sts', region, credentials, sha256 })
  let kept: { readonly token: Promise<string>; readonly signedAt: number } | undefined

  const sign = async (signedAt: number): Promise<string> => {
    const hostname = `sts.${region}.amazonaws.com`
    const request = new HttpRequest({
      method: 'GET',
      protocol: 'https:',
      hostname,
      path: '/',
      query: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
      headers: { host: hostname, 'x-k8s-aws-id': clusterName },
    })
    const signed = await signer.presign(request, { expiresIn: expirySeconds, signingDate: new Date(signedAt) })
    const query = Object.entries(signed.query ?? {}).map(([name, value]) => [name, String(value)])
    const url = `https://${hostname}/?${query.map(pair => pair.map(encodeURIComponent).join('=')).join('&')}`
    return `k8s-aws-v1.${Buffer.from(url).toString('base64url')}`
  }

  return () => {
    const now = clock.now()
    if (kept && now - kept.signedAt < refreshAfterMilliseconds) return kept.token
    const token = sign(now)
    kept = { token, signedAt: now }
    // A failure must not be kept for 14 minutes.
    token.catch(() => {
      if (kept?.token === token) kept = undefined
    })
    return token
  }
}
