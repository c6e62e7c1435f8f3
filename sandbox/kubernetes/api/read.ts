// Reading: one object, its scale, lists in pages, and a service's answer through the proxy.
import { apiVersionOf, services } from '../kinds.ts'
import type { KubernetesObject } from '../object.ts'
import type { Ask } from '../route.ts'
import { fieldFilter, labelFilter } from '../selectors.ts'
import { badRequest, expired, notSimulated, Refusal } from '../status.ts'
import { scaleOf } from './scale.ts'
import { existing, type Page, type Reply, type Server, subjectOf } from './server.ts'
import { tableOf } from './table.ts'

/** Continue tokens live as long as etcd keeps history: five minutes by default. */
const historyKeptMilliseconds = 300_000

export function get(server: Server, ask: Ask): Reply {
  const object = existing(server, ask)
  if (ask.subresource === 'scale') return { status: 200, body: scaleOf(object) }
  return { status: 200, body: ask.asTable ? tableOf([object], server.clock.now()) : object }
}

export function list(server: Server, ask: Ask): Reply {
  const { kind, query } = ask
  const limit = Number(query.get('limit') ?? 0)
  if (!Number.isInteger(limit) || limit < 0) throw badRequest(`invalid limit: ${query.get('limit')}`)
  const { items, at, version } = resumed(server, ask) ?? fresh(server, ask)
  const shown = limit === 0 ? items : items.slice(0, limit)
  const rest = items.slice(shown.length)
  const metadata: Record<string, unknown> = { resourceVersion: String(version) }
  if (rest.length > 0) {
    const token = Buffer.from(`${kind.plural} ${version} ${server.pages.size}`).toString('base64url')
    server.pages.set(token, { items: rest, at, version })
    metadata.continue = token
    // The count is not known when a selector filters.
    if (!query.has('labelSelector') && !query.has('fieldSelector')) metadata.remainingItemCount = rest.length
  }
  if (ask.asTable) return { status: 200, body: { ...tableOf(shown, server.clock.now()), metadata } }
  // Items of built-in lists carry neither kind nor apiVersion; a client that relies on them is wrong.
  const bare = ({ kind: _, apiVersion: __, ...item }: KubernetesObject) => item
  const told = kind.custom ? shown : shown.map(bare)
  return { status: 200, body: { kind: `${kind.kind}List`, apiVersion: apiVersionOf(kind), metadata, items: told } }
}

function fresh(server: Server, { kind, namespace, query }: Ask): Page {
  const byLabel = labelFilter(query.get('labelSelector') ?? '')
  const fields = query.get('fieldSelector')
  const byField = fields ? fieldFilter(kind.kind, fields) : () => true
  const items = server.store.list(kind, namespace).filter(each => byLabel(each) && byField(each))
  return { items, at: server.clock.now(), version: server.store.version }
}

function resumed(server: Server, { query }: Ask): Page | undefined {
  const token = query.get('continue')
  if (!token) return undefined
  const page = server.pages.get(token)
  if (!page || server.clock.now() - page.at > historyKeptMilliseconds) throw expired()
  return page
}

/** Any method: the answer is the service's own. */
export async function proxy(server: Server, ask: Ask): Promise<Reply> {
  const parts = (ask.name ?? '').split(':')
  const [service, port = ''] = parts.length === 3 ? parts.slice(1) : parts
  const found = existing(server, { ...ask, name: service, kind: services as Ask['kind'] })
  const namespace = ask.namespace ?? ''
  if (!server.hasEndpoints(namespace, found.spec?.selector ?? {})) {
    const message = `no endpoints available for service "${ask.name}"`
    throw new Refusal(503, 'ServiceUnavailable', { message, details: { ...subjectOf(ask) } })
  }
  if (!server.serve) throw notSimulated(`service proxy of ${namespace}/${service}: no world is attached`)
  const { query, method, headers, body } = ask
  const request = { namespace, service: service ?? '', port, path: `/${ask.rest}`, query, method, headers, body }
  const { contentType, status, body: answer, headers: more } = await server.serve(request)
  return { status, body: answer, contentType, ...(more && { headers: more }) }
}
