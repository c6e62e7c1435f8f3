// Names every error that leaves a handler: one of the small family, so that Retry and Catch know what it means.
import * as family from '../../domain/errors.ts'
import type { Contract } from '../contract.ts'

const FAMILY = new Set<string>(Object.values(family).flatMap(kind => ('code' in kind ? [kind.code] : [])))

const DENIED = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'UnauthorizedOperation',
  'AuthorizationErrorException',
  'KubernetesForbidden',
  'KubernetesUnauthorized',
  'Forbidden',
])

/** Throttling names of the services: aws-behaviour 1.1. */
const PASSING = new Set([
  'ThrottlingException',
  'Throttling',
  'RequestLimitExceeded',
  'TooManyRequestsException',
  'TooManyRequests',
  'PriorRequestNotComplete',
  'SlowDown',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  'InternalFailure',
  'InternalServerError',
  'InternalError',
  'RequestTimeout',
  'TimeoutError',
  'ECONNRESET',
  'ECONNREFUSED',
  'ETIMEDOUT',
  'EPIPE',
  'EAI_AGAIN',
  'ENOTFOUND',
  'KubernetesUnavailable',
])

interface CallError {
  readonly name?: string
  readonly code?: string
  readonly message?: string
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string }
}

/** `Error.isError` rather than `instanceof`: errors of Node's own modules may come from another realm. */
const asCallError = (error: unknown): CallError =>
  typeof error === 'object' && error !== null ? (error as CallError) : { message: String(error) }

export function isTransient(error: unknown): boolean {
  const { name = '', code = '', $metadata } = asCallError(error)
  const status = $metadata?.httpStatusCode ?? 0
  return PASSING.has(name) || PASSING.has(code) || status >= 500 || status === 429
}

export const isDenied = (error: unknown): boolean => DENIED.has(asCallError(error).name ?? '')

export const nameOf = (error: unknown): string => asCallError(error).name ?? 'Error'

/** One of the family as it is; anything else by what it means, saying what AWS answered. */
export function named(error: unknown, contract: Pick<Contract, 'name'>): Error {
  const { name = 'Error', message = '', $metadata } = asCallError(error)
  if (FAMILY.has(name)) return error as Error
  const request = $metadata?.requestId ? ` (request ${$metadata.requestId})` : ''
  const text = `${contract.name}: ${name}: ${message}${request}`
  if (isDenied(error)) return new family.PermissionDenied(text)
  if (isTransient(error)) return new family.Unavailable(text)
  if ($metadata || name.startsWith('Kubernetes')) return new family.CallRefused(text)
  return Object.assign(new family.ContractBroken(text), { cause: error })
}
