// Is it Slack that speaks: the signature over the raw body, and its age (Slack, "Verifying requests from Slack").
import { createHmac, timingSafeEqual } from 'node:crypto'

/** Seconds that a request may be old, or ahead of our clock. */
export const WINDOW_SECONDS = 300

/** Bytes: a click carries the message that was clicked, which Slack limits to 50 blocks of 3,000 characters. */
export const MOST_BYTES = 200_000

/** Why a request was not believed. */
const disbelieved = [
  'too-large',
  'wrong-method',
  'wrong-content-type',
  'no-signature',
  'too-old',
  'forged',
  'replayed',
] as const

export type Disbelieved = (typeof disbelieved)[number]

/** An HTTP request as it came in, its header names in lower case. */
export interface Incoming {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  /** Not decoded and encoded again: the signature is over these bytes. */
  readonly body: Uint8Array
}

export interface Signed {
  /** Seconds since 1970, as Slack wrote them. */
  readonly timestamp: string
  /** `v0=` and 64 hexadecimal digits. */
  readonly signature: string
}

/** What can be judged without the secret, so that nobody makes us read it for nothing. */
export function signedPart({ method, headers, body }: Incoming, now: number): Signed | Disbelieved {
  if (body.byteLength > MOST_BYTES) return 'too-large'
  if (method !== 'POST') return 'wrong-method'
  const [type = ''] = (headers['content-type'] ?? '').split(';')
  if (type.trim().toLowerCase() !== 'application/x-www-form-urlencoded') return 'wrong-content-type'
  const timestamp = headers['x-slack-request-timestamp'] ?? ''
  const signature = headers['x-slack-signature'] ?? ''
  if (!/^\d{1,12}$/.test(timestamp) || !/^v0=[0-9a-f]{64}$/.test(signature)) return 'no-signature'
  if (Math.abs(now / 1000 - Number(timestamp)) > WINDOW_SECONDS) return 'too-old'
  return { timestamp, signature }
}

/** In constant time: how long it takes tells nothing of how much is right. */
export function isGenuine({ timestamp, signature }: Signed, body: Uint8Array, secret: string): boolean {
  const expected = Buffer.from(signatureOf({ timestamp, body, secret }))
  const given = Buffer.from(signature)
  return expected.byteLength === given.byteLength && timingSafeEqual(expected, given)
}

interface Signing {
  readonly timestamp: string
  readonly body: Uint8Array
  readonly secret: string
}

export const signatureOf = ({ timestamp, body, secret }: Signing): string =>
  `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest('hex')}`
