// What the verbs of the API work on, and what they answer with.
import type { VirtualClock } from '../../clock.ts'
import { apiVersionOf, type Kind } from '../kinds.ts'
import { type Fields, isFields, type KubernetesObject } from '../object.ts'
import type { Ownership } from '../patch/ownership.ts'
import type { Ask } from '../route.ts'
import { decode } from '../schema.ts'
import { badRequest, invalid, invalidValue, notFound, type Subject, unsupportedMediaType } from '../status.ts'
import type { Draft, Store } from '../store.ts'

export interface ServiceRequest {
  readonly namespace: string
  readonly service: string
  readonly port: string
  /** With a leading slash, without the query. */
  readonly path: string
  readonly query: URLSearchParams
  readonly method: string
  /** Names in lower case; `authorization` never, which the API server takes for itself. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface ServiceAnswer {
  readonly status: number
  readonly contentType: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string
}

export interface Server {
  readonly store: Store
  readonly clock: VirtualClock
  /** By uid. */
  readonly ownership: Map<string, Ownership>
  /** Snapshots of lists that are being paged through, by continue token. */
  readonly pages: Map<string, Page>
  /** What the pods behind a service would answer; absent when no world is attached. */
  readonly serve?: (request: ServiceRequest) => Promise<ServiceAnswer>
  /** Are there ready pods behind the service? */
  readonly hasEndpoints: (namespace: string, selector: Record<string, string>) => boolean
  /** Throws 403 unless the caller may also do this. */
  readonly authorise: (ask: Ask) => void
}

export interface Page {
  readonly items: readonly KubernetesObject[]
  readonly at: number
  readonly version: number
}

export interface Reply {
  readonly status: number
  /** A stream for a watch. */
  readonly body: unknown
  /** Paths of fields that were dropped because the type does not have them. */
  readonly dropped?: readonly string[]
  /** Set when the body is text that is not JSON. */
  readonly contentType?: string
  readonly headers?: Readonly<Record<string, string>>
}

export const subjectOf = (ask: Pick<Ask, 'kind' | 'name'>): Subject => ({
  group: ask.kind.group,
  resource: ask.kind.plural,
  name: ask.name ?? '',
})

export function existing(server: Server, ask: Ask): KubernetesObject {
  const found = server.store.get(ask.kind, ask.namespace, ask.name ?? '')
  if (!found) throw notFound(subjectOf(ask))
  return found
}

/** The body of a POST or PUT. */
export function jsonBody(ask: Ask): Fields {
  if (ask.contentType !== 'application/json') throw unsupportedMediaType(['application/json'])
  return parsed(ask.body) as Fields
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw badRequest('the object provided is unrecognized (must be of type application/json): invalid JSON')
  }
}

export interface Accepted {
  readonly object: Draft
  readonly dropped: readonly string[]
}

/** Decodes by schema and holds the object to the URL: kind, name and namespace must agree. */
export function accept(ask: Ask, given: unknown, schema = ask.kind.schema): Accepted {
  if (!isFields(given)) throw badRequest('json: cannot unmarshal value into an object')
  const { value, unknown: dropped, mistake } = decode(schema, given)
  if (mistake) throw wrongType(ask.kind, value, mistake)
  if (dropped.length > 0 && ask.query.get('fieldValidation') === 'Strict') {
    throw badRequest(`strict decoding error: ${dropped.map(each => `unknown field "${each}"`).join(', ')}`)
  }
  const metadata = (isFields(value.metadata) ? value.metadata : {}) as Draft['metadata']
  const object = { ...value, metadata }
  if (schema === ask.kind.schema) checkIdentity(ask, object)
  return { object, dropped }
}

function wrongType(kind: Kind, value: Fields, mistake: { path: string; found: string; wanted: string }) {
  const { path, found, wanted } = mistake
  if (!kind.custom) {
    return badRequest(
      `${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}: json: cannot unmarshal ${found} ` +
        `into Go struct field ${path} of type ${wanted}`,
    )
  }
  const name = isFields(value.metadata) ? String(value.metadata.name) : ''
  return invalid(kind.kind, name, [invalidValue(path, found, `${path} in body must be of type ${wanted}`)])
}

function checkIdentity(ask: Ask, object: Draft): void {
  const { kind, name, namespace } = ask
  const wanted = apiVersionOf(kind)
  if (object.apiVersion !== wanted || object.kind !== kind.kind) {
    throw badRequest(
      `the API version and kind in the data (${object.apiVersion ?? ''} ${object.kind ?? ''}) do not match the ` +
        `expected ${wanted} ${kind.kind}`,
    )
  }
  if (name !== undefined && object.metadata.name !== name) {
    const given = object.metadata.name ?? ''
    throw badRequest(`the name of the object (${given}) does not match the name on the URL (${name})`)
  }
  object.metadata.namespace ??= namespace
  if (object.metadata.namespace !== namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request')
  }
  if (namespace === undefined) delete object.metadata.namespace
}
