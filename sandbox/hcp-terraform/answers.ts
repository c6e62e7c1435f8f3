// Answers in the form of JSON:API: documents, errors, and 202 without a body for actions.
import { HttpResponse } from '@smithy/protocol-http'

const JSON_API = 'application/vnd.api+json'

export interface Reply {
  readonly status: number
  readonly body?: object
  readonly headers?: Readonly<Record<string, string>>
}

/** What the API refuses; it answers with an error object. */
export class Refusal extends Error {
  readonly status: number
  readonly title: string

  constructor(status: number, title: string, detail = '') {
    super(detail)
    this.name = 'Refusal'
    this.status = status
    this.title = title
  }

  reply(): Reply {
    const { status, title, message: detail } = this
    return { status, body: { errors: [{ status: String(status), title, ...(detail && { detail }) }] } }
  }
}

/** Whatever the token may not see or do is not there, so that nobody learns what exists (API documentation, "Response codes"). */
export const notFound = () => new Refusal(404, 'not found')
export const conflict = (detail: string) => new Refusal(409, 'conflict', detail)
export const unprocessable = (detail: string) => new Refusal(422, 'unprocessable entity', detail)
export const notSimulated = (what: string) =>
  new Refusal(501, 'not simulated', `The sandbox does not simulate ${what} of HCP Terraform`)

export function responseOf({ status: statusCode, body, headers = {} }: Reply): HttpResponse {
  if (body === undefined) return new HttpResponse({ statusCode, headers: { ...headers }, body: Buffer.alloc(0) })
  return new HttpResponse({
    statusCode,
    headers: { ...headers, 'content-type': JSON_API },
    body: Buffer.from(JSON.stringify(body)),
  })
}
