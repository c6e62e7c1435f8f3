// From an HTTP request to what is asked: verb, kind, namespace, name, subresource.
import type { HttpRequest } from '@smithy/protocol-http'
import { type Kind, kindAt } from './kinds.ts'
import { badRequest, notSimulated, Refusal } from './status.ts'

export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete'

export interface Ask {
  readonly verb: Verb
  readonly kind: Kind
  readonly namespace: string | undefined
  readonly name: string | undefined
  readonly subresource: string | undefined
  /** What follows the subresource, for the service proxy. */
  readonly rest: string
  /** The HTTP method, and every header but the caller's own `authorization`, which the API server keeps; for the proxy. */
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly contentType: string
  /** The caller would rather have a table, as kubectl does, with ages by the server's clock. */
  readonly asTable: boolean
  readonly body: string
}

const verbs: Readonly<Record<string, Verb>> = { POST: 'create', PUT: 'update', PATCH: 'patch', DELETE: 'delete' }

export function route(request: HttpRequest): Ask {
  const [path = '', inPath = ''] = request.path.split('?')
  const query = new URLSearchParams(inPath)
  for (const [key, value] of Object.entries(request.query ?? {})) {
    for (const item of Array.isArray(value) ? value : [value ?? '']) query.append(key, item)
  }
  const place = locate(path)
  const verb = request.method === 'GET' ? reading(place, query) : verbs[request.method]
  if (verb === undefined) throw new Refusal(405, 'MethodNotAllowed', { message: `method ${request.method}` })
  refuseTheAbsent({ verb, query, ...place })
  const header = (wanted: string) =>
    Object.entries(request.headers).find(([name]) => name.toLowerCase() === wanted)?.[1] ?? ''
  const contentType = header('content-type').split(';')[0]!.trim()
  // The first that is offered: `application/json;as=Table;v=v1;g=meta.k8s.io,application/json`.
  const asTable = /^[^,]*;as=Table;v=v1\b/.test(header('accept'))
  const { method, headers } = request
  return { ...place, method, headers: passedOn(headers), verb, query, contentType, asTable, body: textOf(request.body) }
}

const passedOn = (headers: HttpRequest['headers']): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(headers)
      .map(([name, value]) => [name.toLowerCase(), value] as const)
      .filter(([name]) => name !== 'authorization'),
  )

function reading({ name }: { readonly name: string | undefined }, query: URLSearchParams): Verb {
  if (name !== undefined) return 'get'
  return ['true', '1'].includes(query.get('watch') ?? '') ? 'watch' : 'list'
}

function locate(path: string) {
  const parts = path
    .split('/')
    .filter(part => part !== '')
    .map(decodeURIComponent)
  const [group, version, ...inside] = parts[0] === 'api' ? ['', ...parts.slice(1)] : parts.slice(1)
  const known = parts[0] === 'api' || parts[0] === 'apis'
  if (!known || group === undefined || version === undefined) throw notSimulated(`path ${path}`)
  const inNamespace = inside[0] === 'namespaces' && inside.length > 2
  const namespace = inNamespace ? inside[1] : undefined
  const [plural = '', name, subresource, ...rest] = inNamespace ? inside.slice(2) : inside
  const kind = kindAt(group, version, plural)
  if (!kind) throw notSimulated(`resource "${plural}" of ${group === '' ? version : `${group}/${version}`} (${path})`)
  if (kind.namespaced !== inNamespace && (inNamespace || name !== undefined)) {
    throw new Refusal(404, 'NotFound', { message: 'the server could not find the requested resource' })
  }
  return { kind, namespace, name, subresource, rest: rest.join('/') }
}

function refuseTheAbsent(ask: Pick<Ask, 'verb' | 'query' | 'kind' | 'name' | 'subresource' | 'namespace'>): void {
  const { verb, query, kind, name, subresource } = ask
  if (query.has('dryRun')) throw notSimulated('dryRun')
  if (verb === 'delete' && name === undefined) throw notSimulated(`deletecollection of ${kind.plural}`)
  if (verb === 'create' && name === undefined && kind.namespaced && ask.namespace === undefined) {
    throw badRequest('namespace: Required value')
  }
  const present =
    subresource === undefined ||
    (subresource === 'status' && kind.status) ||
    (subresource === 'scale' && kind.scale) ||
    (subresource === 'proxy' && kind.plural === 'services')
  if (!present) throw notSimulated(`subresource ${kind.plural}/${subresource}`)
  // A proxied request is a `create`, `update` … of `services/proxy` by its method.
  if (subresource === 'proxy' && name !== undefined) return
  const wrong =
    (verb === 'create' && name !== undefined) || (name === undefined && !['create', 'list', 'watch'].includes(verb))
  const onSubresource = subresource !== undefined && !['get', 'update', 'patch'].includes(verb)
  if (wrong || onSubresource) {
    const message = 'the server does not allow this method on the requested resource'
    throw new Refusal(405, 'MethodNotAllowed', { message })
  }
}

function textOf(body: unknown): string {
  if (body === undefined || body === null) return ''
  if (typeof body === 'string') return body
  if (ArrayBuffer.isView(body)) return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8')
  throw new Error('the simulated API server takes text or bytes, not a stream')
}
