// What Kubernetes refuses, as a small family with literal names. An absent object is `undefined`, not an error.

export interface Cause {
  readonly reason?: string
  readonly message?: string
  readonly field?: string
}

/** What was asked when it was refused. */
export interface Asked {
  readonly verb: string
  /** With its subresource, e.g. `deployments/scale`. */
  readonly resource: string
  readonly namespace?: string
  readonly name?: string
}

interface Refused {
  readonly asked: Asked
  readonly status?: number
  readonly reason?: string
  readonly causes?: readonly Cause[]
}

function refusal<const Name extends string>(name: Name) {
  return class extends Error {
    static readonly code = name
    override readonly name = name
    readonly asked: Asked
    readonly status: number | undefined
    readonly reason: string | undefined
    readonly causes: readonly Cause[]

    constructor(message: string, { asked, status, reason, causes }: Refused) {
      const { verb, resource, namespace } = asked
      const where = [namespace, asked.name].filter(each => each !== undefined).join('/')
      super(`${verb} ${resource} ${where}: ${message}`)
      this.asked = asked
      this.status = status
      this.reason = reason
      this.causes = causes ?? []
    }
  }
}

/** 401: the token, the cluster's id in it, or a missing access entry. */
export class KubernetesUnauthorized extends refusal('KubernetesUnauthorized') {}
/** 403: RBAC; `asked` has the verb and the resource that a role must allow. */
export class KubernetesForbidden extends refusal('KubernetesForbidden') {}
/** 409: someone else changed it, or a precondition failed. `AlreadyExists` is handled by `create`. */
export class KubernetesConflict extends refusal('KubernetesConflict') {}
/** 400, 405, 415, 422 and the like: the request itself is wrong; `causes` has the fields. */
export class KubernetesInvalid extends refusal('KubernetesInvalid') {}
/** 429, 5xx, no answer or no connection, after three tries. Safe to try again. */
export class KubernetesUnavailable extends refusal('KubernetesUnavailable') {}

export interface StatusBody {
  readonly message?: string
  readonly reason?: string
  readonly details?: { readonly causes?: readonly Cause[]; readonly retryAfterSeconds?: number }
}

const retryable = new Set([429, 500, 502, 503, 504])

export const isRetryable = (status: number): boolean => retryable.has(status)

/** The error for an answer that is neither a success nor 404. */
export function errorOf(status: number, body: StatusBody, asked: Asked): Error {
  const details = { asked, status, reason: body.reason, causes: body.details?.causes ?? [] }
  const message = body.message ?? `HTTP ${status}`
  if (status === 401) return new KubernetesUnauthorized(message, details)
  if (status === 403) return new KubernetesForbidden(message, details)
  if (status === 409) return new KubernetesConflict(message, details)
  if (isRetryable(status)) return new KubernetesUnavailable(message, details)
  return new KubernetesInvalid(message, details)
}
