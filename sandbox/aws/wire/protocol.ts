// What each wire protocol has to offer the front door, and what an error looks like before a protocol writes it.
import type { HttpResponse } from '@smithy/protocol-http'
import type { Catalogue, OperationEntry } from './catalogue.ts'
import type { StructShape } from './shape.ts'
import type { WireRequest } from './wire-request.ts'

export interface WireError {
  /** The wire code: for modelled errors the one of the `awsQueryError` trait in query protocols, else the shape's name. */
  readonly code: string
  readonly message: string
  readonly status: number
  readonly fault: 'client' | 'server'
  readonly members: Readonly<Record<string, unknown>>
  /** Absent for errors that the service's model does not list. */
  readonly shape?: StructShape
}

export interface Answering {
  readonly requestId: string
  readonly catalogue: Catalogue
  readonly request: WireRequest
}

export interface Protocol {
  /** The operation asked for, and whatever routing found out on the way; undefined when there is none such. */
  readonly find: (request: WireRequest, catalogue: Catalogue) => Found | undefined
  readonly read: (request: WireRequest, found: Found, catalogue: Catalogue) => Record<string, unknown>
  readonly write: (
    operation: OperationEntry,
    output: Readonly<Record<string, unknown>>,
    answering: Answering,
  ) => HttpResponse
  readonly writeError: (error: WireError, answering: Answering) => HttpResponse
}

export interface Found {
  readonly operation: OperationEntry
  /** Path and host labels of the REST protocols, decoded. */
  readonly labels: Readonly<Record<string, string>>
}
