// What API Gateway sends a function for an HTTP API (payload format 2.0), as far as it is looked at, and what it is answered.
import * as z from 'zod'

/** Header names arrive in lower case; fields that are not named here may come and are left alone. */
export const httpEvent = z.object({
  version: z.literal('2.0'),
  rawPath: z.string(),
  rawQueryString: z.string().default(''),
  headers: z.record(z.string(), z.string()),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean(),
  requestContext: z.object({
    requestId: z.string(),
    http: z.object({ method: z.string(), sourceIp: z.string() }),
    /** Absent on routes without IAM authorisation. */
    authorizer: z.object({ iam: z.object({ userArn: z.string() }).nullish() }).nullish(),
  }),
})

export type HttpEvent = z.infer<typeof httpEvent>

export const httpAnswer = z.strictObject({
  statusCode: z.int(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
})

export type HttpAnswer = z.infer<typeof httpAnswer>

/** Nothing that is answered may be kept, guessed at, or run by a browser. */
const HEADERS = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'",
  'x-content-type-options': 'nosniff',
}

export const jsonAnswer = (statusCode: number, value: unknown): HttpAnswer => ({
  statusCode,
  headers: HEADERS,
  body: JSON.stringify(value),
})

/** The bytes as they were sent. */
export const bodyOf = ({ body, isBase64Encoded }: Pick<HttpEvent, 'body' | 'isBase64Encoded'>): Buffer =>
  Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8')
