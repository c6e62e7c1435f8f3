// From an HTTP request to what is asked of the API, or why it is refused: everything is checked before anything is done.
import type * as z from 'zod'
import { runId, type Word, word } from '../decisions.ts'
import { type StartRequest, startRequest } from '../start.ts'
import { iamPerson, type Who } from '../who.ts'
import { bodyOf, type HttpEvent } from './http-event.ts'

/** Bytes. The longest request of any scenario has some 2 kB. */
const LONGEST_BODY = 32 * 1024

export type ApiCall =
  | { readonly kind: 'list' }
  | { readonly kind: 'show'; readonly runId: string }
  | { readonly kind: 'start'; readonly request: StartRequest }
  | { readonly kind: 'decide'; readonly runId: string; readonly by: Who; readonly word: Word }

/** Why a request goes no further. */
export interface Refusal {
  readonly status: 400 | 403 | 404 | 413 | 415
  readonly faults: readonly string[]
}

export type Read = { readonly call: ApiCall; readonly by: Who } | { readonly refused: Refusal }

const refuse = (status: Refusal['status'], ...faults: readonly string[]): { readonly refused: Refusal } => ({
  refused: { status, faults },
})

/** What the caller says of a start; who asks is never said but seen. */
const startBody = startRequest.omit({ requestedBy: true })

export function readCall(event: HttpEvent): Read {
  const by = iamPerson(event.requestContext.authorizer?.iam?.userArn ?? '')
  if (!by) return refuse(403, 'the caller is no person or role that IAM names')
  const { method } = event.requestContext.http
  const path = event.rawPath.split('/').slice(1)
  const route = `${method} /${path.map((part, index) => (index === 1 ? '{id}' : part)).join('/')}`
  const id = path[1] === undefined ? undefined : runId.safeParse(path[1])
  if (id?.success === false) return refuse(400, 'the run: letters, digits, - and _ only, at most 80')
  const run = id?.data ?? ''
  switch (route) {
    case 'GET /runs':
      return { by, call: { kind: 'list' } }
    case 'GET /runs/{id}':
      return { by, call: { kind: 'show', runId: run } }
    case 'POST /runs':
      return withBody(event, startBody, request => ({
        by,
        call: { kind: 'start', request: { ...request, requestedBy: by } },
      }))
    case 'POST /runs/{id}/decisions':
      return withBody(event, word, said => ({ by, call: { kind: 'decide', runId: run, by, word: said } }))
    default:
      return refuse(404, `there is no ${method} of that path`)
  }
}

function withBody<T>(event: HttpEvent, schema: z.ZodType<T>, then: (body: T) => Read): Read {
  const type = (event.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json') return refuse(415, 'the body must be sent as application/json')
  const bytes = bodyOf(event)
  if (bytes.byteLength > LONGEST_BODY) return refuse(413, `the body may have ${LONGEST_BODY} bytes at most`)
  const parsed = parse(bytes)
  if ('fault' in parsed) return refuse(400, parsed.fault)
  const read = schema.safeParse(parsed.value)
  return read.success ? then(read.data) : refuse(400, ...read.error.issues.map(faultOf))
}

function parse(bytes: Buffer): { readonly value: unknown } | { readonly fault: string } {
  try {
    return { value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) }
  } catch {
    // The parser's message would quote what was sent.
    return { fault: 'the body is no JSON in UTF-8' }
  }
}

/** Values are not repeated: whoever sent them has them, and records and logs need not. */
function faultOf(issue: z.core.$ZodIssue): string {
  const place = issue.path.map(String).join('.').slice(0, 80) || 'body'
  if (issue.code === 'unrecognized_keys') return `${place}: has ${issue.keys.length} field(s) that are not known`
  return `${place}: ${issue.message}`
}
