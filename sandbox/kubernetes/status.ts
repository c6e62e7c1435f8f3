// Refusals of the API server: HTTP status and the Status body that explains it (aws-behaviour 3.1).

export interface Cause {
  readonly reason: string
  readonly message: string
  readonly field: string
}

export class Refusal extends Error {
  readonly status: number
  readonly reason: string
  readonly details: Readonly<Record<string, unknown>>

  constructor(
    status: number,
    reason: string,
    options: { message: string; details?: Readonly<Record<string, unknown>> },
  ) {
    super(options.message)
    this.name = 'Refusal'
    this.status = status
    this.reason = reason
    this.details = options.details ?? {}
  }

  body(): Record<string, unknown> {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: this.message,
      reason: this.reason,
      ...(Object.keys(this.details).length > 0 && { details: this.details }),
      code: this.status,
    }
  }
}

export interface Subject {
  readonly group: string
  /** Plural, lower case. */
  readonly resource: string
  readonly name: string
}

const qualified = ({ group, resource }: Subject) => (group === '' ? resource : `${resource}.${group}`)
const detailsOf = ({ group, resource, name }: Subject) => ({ name, ...(group && { group }), kind: resource })

export const badRequest = (message: string) => new Refusal(400, 'BadRequest', { message })

export const unauthorized = () => new Refusal(401, 'Unauthorized', { message: 'Unauthorized' })

export const forbidden = (subject: Subject, why: string) =>
  new Refusal(403, 'Forbidden', {
    message: `${qualified(subject)} "${subject.name}" is forbidden: ${why}`,
    details: detailsOf(subject),
  })

export const notFound = (subject: Subject) =>
  new Refusal(404, 'NotFound', {
    message: `${qualified(subject)} "${subject.name}" not found`,
    details: detailsOf(subject),
  })

export const alreadyExists = (subject: Subject) =>
  new Refusal(409, 'AlreadyExists', {
    message: `${qualified(subject)} "${subject.name}" already exists`,
    details: detailsOf(subject),
  })

export const conflict = (subject: Subject, why: string) =>
  new Refusal(409, 'Conflict', {
    message: `Operation cannot be fulfilled on ${qualified(subject)} "${subject.name}": ${why}`,
    details: detailsOf(subject),
  })

export const objectModified =
  'the object has been modified; please apply your changes to the latest version and try again'

export const expired = () =>
  new Refusal(410, 'Expired', {
    message: 'The provided continue parameter is too old to display a consistent list result.',
  })

export const versionTooOld = (version: string) =>
  new Refusal(410, 'Expired', { message: `too old resource version: ${version}` })

export const unsupportedMediaType = (accepted: readonly string[]) =>
  new Refusal(415, 'UnsupportedMediaType', {
    message: `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
  })

export function invalid(kind: string, name: string, causes: readonly Cause[]): Refusal {
  const told = causes.map(cause => `${cause.field}: ${cause.message}`)
  return new Refusal(422, 'Invalid', {
    message: `${kind} "${name}" is invalid: ${told.length === 1 ? told[0] : `[${told.join(', ')}]`}`,
    details: { name, kind, causes },
  })
}

/** Not a Kubernetes answer: the sandbox says by name what it does not simulate, so that nothing passes by silence. */
export const notSimulated = (what: string) =>
  new Refusal(501, 'NotSimulated', { message: `not simulated by the sandbox: ${what}` })

const cause = (reason: string) => (field: string, message: string) => ({ reason, field, message })
const shown = (value: unknown) => JSON.stringify(value) ?? 'null'

export const required = (field: string, why = ''): Cause =>
  cause('FieldValueRequired')(field, `Required value${why && `: ${why}`}`)

export const invalidValue = (field: string, value: unknown, why: string): Cause =>
  cause('FieldValueInvalid')(field, `Invalid value: ${shown(value)}: ${why}`)

export const immutable = (field: string, value: unknown): Cause => invalidValue(field, value, 'field is immutable')

export const forbiddenField = (field: string, why: string): Cause =>
  cause('FieldValueForbidden')(field, `Forbidden: ${why}`)

export const unsupportedValue = (field: string, value: unknown, allowed: readonly string[]): Cause =>
  cause('FieldValueNotSupported')(
    field,
    `Unsupported value: ${shown(value)}: supported values: ${allowed.map(each => `"${each}"`).join(', ')}`,
  )
