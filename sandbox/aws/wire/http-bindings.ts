// What the REST protocols keep outside the body: labels, query, headers, status; and which members make the body.
import { parseScalar, writeScalar } from './scalars.ts'
import type { Member, Shape, StructShape } from './shape.ts'
import type { WireRequest } from './wire-request.ts'

export interface Bindings {
  readonly payload: Member | undefined
  /** Members without a place of their own: the body, when there is no payload member. */
  readonly body: readonly Member[]
  readonly outside: readonly Member[]
}

const known = new WeakMap<StructShape, Bindings>()

export function bindingsOf(shape: StructShape): Bindings {
  let bindings = known.get(shape)
  if (!bindings) {
    const outside = shape.members.filter(isOutside)
    const payload = shape.members.find(each => each.traits.httpPayload)
    bindings = { payload, outside, body: shape.members.filter(each => each !== payload && !outside.includes(each)) }
    known.set(shape, bindings)
  }
  return bindings
}

function isOutside({ traits }: Member): boolean {
  const { httpLabel, httpQuery, httpQueryParams, httpHeader, httpPrefixHeaders, httpResponseCode } = traits
  return [httpLabel, httpQuery, httpQueryParams, httpHeader, httpPrefixHeaders, httpResponseCode].some(
    each => each !== undefined,
  )
}

export function readOutside(
  shape: StructShape,
  request: WireRequest,
  labels: Readonly<Record<string, string>>,
): Record<string, unknown> {
  const read: Record<string, unknown> = {}
  for (const member of bindingsOf(shape).outside) {
    const value = readMember(member, request, labels)
    if (value !== undefined) read[member.name] = value
  }
  return read
}

function readMember(
  { name, shape, traits }: Member,
  request: WireRequest,
  labels: Readonly<Record<string, string>>,
): unknown {
  if (traits.httpLabel) return labels[name] === undefined ? undefined : parseScalar(shape, labels[name], 'date-time')
  if (traits.httpHeader) return readHeader(shape, request.headers[traits.httpHeader.toLowerCase()])
  if (traits.httpPrefixHeaders !== undefined)
    return readPrefixed(traits.httpPrefixHeaders.toLowerCase(), request.headers)
  if (traits.httpQueryParams) return readQueryMap(shape, request.query)
  return readQuery(shape, request.query[traits.httpQuery ?? ''])
}

function readQuery(shape: Shape, values: readonly string[] | undefined): unknown {
  if (values === undefined) return undefined
  if (shape.kind === 'list') return values.map(each => parseScalar(shape.item.shape, each, 'date-time'))
  return parseScalar(shape, values[0] ?? '', 'date-time')
}

function readQueryMap(shape: Shape, query: WireRequest['query']): unknown {
  if (shape.kind !== 'map') throw new Error('query parameters are bound to a map only')
  return Object.fromEntries(Object.entries(query).map(([key, values]) => [key, readQuery(shape.value.shape, values)]))
}

function readHeader(shape: Shape, value: string | undefined): unknown {
  if (value === undefined) return undefined
  if (shape.kind !== 'list') return parseScalar(shape, value, 'http-date')
  return listItems(value).map(each => parseScalar(shape.item.shape, each, 'http-date'))
}

/** Comma-separated, an item in double quotes when it holds a comma or a quote. */
function listItems(value: string): string[] {
  const items = value.matchAll(/\s*(?:"((?:[^"\\]|\\.)*)"|([^,]*))\s*(?:,|$)/g)
  return [...items]
    .filter(each => each[0] !== '')
    .map(([, quoted, bare]) => quoted?.replaceAll(/\\(.)/g, '$1') ?? bare!.trim())
}

function readPrefixed(prefix: string, headers: WireRequest['headers']): Record<string, string> | undefined {
  const found = Object.entries(headers).filter(([name]) => name.startsWith(prefix))
  return found.length === 0
    ? undefined
    : Object.fromEntries(found.map(([name, value]) => [name.slice(prefix.length), value]))
}

/** Headers of the response, and the status where a member carries it. */
export function writeOutside(shape: StructShape, output: Readonly<Record<string, unknown>>) {
  const headers: Record<string, string> = {}
  let status: number | undefined
  for (const { name, shape: own, traits } of bindingsOf(shape).outside) {
    const value = output[name]
    if (value === undefined) continue
    if (traits.httpResponseCode) status = value as number
    else if (traits.httpHeader) headers[traits.httpHeader.toLowerCase()] = writeHeader(own, value)
    else if (traits.httpPrefixHeaders !== undefined)
      for (const [key, each] of Object.entries(value as Record<string, string>))
        headers[(traits.httpPrefixHeaders + key).toLowerCase()] = each
  }
  return { headers, status }
}

function writeHeader(shape: Shape, value: unknown): string {
  if (shape.kind !== 'list') return writeScalar(shape, value, 'http-date')
  const items = (value as readonly unknown[]).map(each => writeScalar(shape.item.shape, each, 'http-date'))
  return items.map(each => (/[",]/.test(each) ? `"${each.replaceAll(/["\\]/g, '\\$&')}"` : each)).join(', ')
}
