// Which operation of a REST service a method, path, query and headers ask for.
import type { Catalogue, OperationEntry } from './catalogue.ts'
import type { Found } from './protocol.ts'
import type { StructShape } from './shape.ts'
import type { WireRequest } from './wire-request.ts'

interface Route {
  readonly operation: OperationEntry
  readonly method: string
  readonly path: RegExp
  readonly labels: readonly string[]
  /** Labels that stand in the host rather than in the path: the bucket. */
  readonly hostLabels: readonly string[]
  /** Fixed query parameters; an empty value stands for presence. */
  readonly fixed: readonly (readonly [string, string])[]
  readonly requiredQuery: readonly string[]
  readonly requiredHeaders: readonly string[]
  /** Fixed characters of the path: the more, the more particular the route. */
  readonly literal: number
}

const tables = new WeakMap<Catalogue, readonly Route[]>()

/** `host` holds the labels that the host name gave. Of several routes that fit, the most particular one is meant. */
export function findRoute(
  request: WireRequest,
  catalogue: Catalogue,
  host: Readonly<Record<string, string>>,
): Found | undefined {
  let best: { readonly route: Route; readonly match: RegExpExecArray; readonly rank: number } | undefined
  for (const route of routesOf(catalogue)) {
    if (route.method !== request.method || !sameLabels(route.hostLabels, host)) continue
    const match = route.path.exec(request.path)
    if (!match || !fits(route, request)) continue
    const given = route.fixed.filter(([name]) => request.query[name] !== undefined).length
    const rank = route.literal + 100 * (given + route.requiredQuery.length + route.requiredHeaders.length)
    if (!best || rank > best.rank) best = { route, match, rank }
  }
  if (!best) return undefined
  const labels: Record<string, string> = { ...host }
  best.route.labels.forEach((name, index) => {
    labels[name] = decodeURIComponent(best.match[index + 1]!)
  })
  return { operation: best.route.operation, labels }
}

function fits(route: Route, { query, headers }: WireRequest): boolean {
  return (
    route.fixed.every(([name, value]) => fixedFits(query[name]?.[0], name, value)) &&
    route.requiredQuery.every(name => query[name] !== undefined) &&
    route.requiredHeaders.every(name => headers[name] !== undefined)
  )
}

/** `x-id` names the operation for the service's logs; the SDK sends it, other clients need not. */
function fixedFits(given: string | undefined, name: string, value: string): boolean {
  if (given === undefined) return name === 'x-id'
  return value === '' || given === value
}

function sameLabels(names: readonly string[], host: Readonly<Record<string, string>>): boolean {
  return names.length === Object.keys(host).length && names.every(name => name in host)
}

function routesOf(catalogue: Catalogue): readonly Route[] {
  const known = tables.get(catalogue)
  if (known) return known
  const routes = [...catalogue.operations.values()].filter(each => each.http).map(route)
  tables.set(catalogue, routes)
  return routes
}

function route(operation: OperationEntry): Route {
  const [method, target] = operation.http!
  const [path = '/', query = ''] = target.split('?') as [string, string?]
  const labels: string[] = []
  const pattern = path.replace(/\/$/, '').replaceAll(/\{(\w+)(\+?)\}|[^{}\w/]/g, (part, name, greedy) => {
    if (!name) return `\\${part}`
    labels.push(name)
    return greedy ? '(.+)' : '([^/]+)'
  })
  const required = (operation.input as StructShape).members?.slice(0, (operation.input as StructShape).required) ?? []
  return {
    operation,
    method,
    path: new RegExp(`^${pattern}/?$`),
    labels,
    hostLabels: required.filter(each => each.traits.httpLabel && !labels.includes(each.name)).map(each => each.name),
    fixed: query === '' ? [] : query.split('&').map(each => [each.split('=')[0]!, each.split('=')[1] ?? ''] as const),
    requiredQuery: required.flatMap(each => each.traits.httpQuery ?? []),
    requiredHeaders: required.flatMap(each => each.traits.httpHeader?.toLowerCase() ?? []),
    literal: path.replaceAll(/\{\w+\+?\}/g, '').length,
  }
}
