// The edge of the API: the misfortunes that may strike a call there, and the trace that every call leaves.
import type { AwsError, Call } from '../service.ts'
import type { WireRequest } from './wire-request.ts'

export type EdgeFault =
  | { readonly kind: 'error'; readonly name: string; readonly message: string; readonly status: number }
  /** Refused as IAM refuses, in the service's own words. */
  | { readonly kind: 'denied' }
  /** No effect, no answer. */
  | { readonly kind: 'timeout' }
  /** The effect happens, the answer is lost. */
  | { readonly kind: 'response-lost' }
  /** Effect and answer take that much longer: a caller who is patient enough hears it. */
  | { readonly kind: 'slow'; readonly seconds: number }
  /** No answer; the effect happens that much later. */
  | { readonly kind: 'late-effect'; readonly seconds: number }

export interface CallTrace {
  /** When the call arrived, in milliseconds since the epoch. */
  readonly at: number
  readonly region: string
  /** `service:Operation`, such as `rds:DescribeDBClusters`. */
  readonly operation: string
  readonly roleArn: string
  readonly requestId: string
  readonly outcome: 'ok' | 'denied' | 'error' | 'lost'
  /** The wire code of the error, or the kind of fault that swallowed the answer. */
  readonly error?: string
  /** Virtual time from arrival to the answer, or to the effect where no answer came. */
  readonly milliseconds: number
  /** What IAM was asked: `actions[i]` on `resources[i]`. */
  readonly actions: readonly string[]
  readonly resources: readonly string[]
}

/** A call that reached its service: what was asked, in which bytes, and what came of it. */
export interface Deed {
  readonly call: Call
  readonly request: WireRequest
  readonly input: Readonly<Record<string, unknown>>
  /** What the service answered, or refused with; a refusal of IAM's is an error too. */
  readonly result: { readonly output: Readonly<Record<string, unknown>> } | { readonly error: AwsError }
}
