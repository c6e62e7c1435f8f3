// Watching: the changes of a list as they happen, from a version that the caller knows, as a stream of JSON lines.
import { Readable } from 'node:stream'
import { kindOf } from '../kinds.ts'
import type { KubernetesObject } from '../object.ts'
import type { Ask } from '../route.ts'
import { fieldFilter, labelFilter } from '../selectors.ts'
import { badRequest, notSimulated, versionTooOld } from '../status.ts'
import type { Change } from '../store.ts'
import type { Reply, Server } from './server.ts'
import { tableOf } from './table.ts'

/** The server ends a watch after this when the caller sets no limit: 30 to 60 minutes, at random, on a real one. */
const DEFAULT_SECONDS = 2400
/** Milliseconds until a change reaches a watcher, as it reaches controllers (an estimate). */
const DELIVERY = 40

/**
 * Without a version, or from version 0, everything there is comes first, as added. A version too long ago is told by an
 * event of type `ERROR` with a Status of 410 as the only one, upon which clients list anew.
 */
export function watch(server: Server, ask: Ask): Reply {
  const { query } = ask
  for (const unsupported of ['sendInitialEvents', 'continue']) {
    if (query.has(unsupported)) throw notSimulated(`${unsupported} of a watch`)
  }
  const seconds = Number(query.get('timeoutSeconds') ?? DEFAULT_SECONDS)
  if (!(seconds > 0)) throw badRequest(`invalid timeoutSeconds: ${query.get('timeoutSeconds')}`)
  const chosen = selection(ask)
  const stream = new Readable({ read: () => undefined })
  const send = ({ type, object }: Told) => {
    const shown = ask.asTable ? tableOf([object], server.clock.now()) : object
    stream.push(`${JSON.stringify({ type, object: shown })}\n`)
  }
  const begun = missed(server, ask, chosen)
  if (!begun) return tooOld(ask)
  for (const told of begun) send(told)
  // Not from within the change: controllers act quietly, and who reads must be given a turn.
  let over = false
  const later = (told: Told) => server.clock.after(DELIVERY, () => over || send(told))
  const stop = server.store.onChange(change => toldOf(change, chosen).forEach(later))
  const end = () => {
    over = true
    stream.push(null)
  }
  const limit = server.clock.after(seconds * 1000, end)
  stream.once('close', () => {
    over = true
    stop()
    limit.cancel()
  })
  return { status: 200, body: stream }
}

interface Told {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly object: KubernetesObject
}

type Chosen = (object: KubernetesObject) => boolean

function selection({ kind, namespace, query }: Ask): Chosen {
  const byLabel = labelFilter(query.get('labelSelector') ?? '')
  const fields = query.get('fieldSelector')
  const byField = fields ? fieldFilter(kind.kind, fields) : () => true
  return object =>
    kindOf(object) === kind &&
    (namespace === undefined || object.metadata.namespace === namespace) &&
    byLabel(object) &&
    byField(object)
}

function tooOld({ query }: Ask): Reply {
  const event = { type: 'ERROR', object: versionTooOld(query.get('resourceVersion') ?? '').body() }
  return { status: 200, body: Readable.from([`${JSON.stringify(event)}\n`]) }
}

/** Undefined when not all is known since. */
function missed(server: Server, { kind, namespace, query }: Ask, chosen: Chosen): readonly Told[] | undefined {
  const version = Number(query.get('resourceVersion') || 0)
  if (version === 0) {
    return server.store
      .list(kind, namespace)
      .filter(chosen)
      .map(object => ({ type: 'ADDED', object }))
  }
  return server.store.changesAfter(version)?.flatMap(change => toldOf(change, chosen))
}

/** What begins to match is added for the watcher, what ceases to is deleted. */
function toldOf({ type, object, before }: Change, chosen: Chosen): readonly Told[] {
  const is = type !== 'deleted' && chosen(object)
  const was = before !== undefined && chosen(before)
  if (is) return [{ type: was ? 'MODIFIED' : 'ADDED', object }]
  return was ? [{ type: 'DELETED', object }] : []
}
