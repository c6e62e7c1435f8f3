// Deleting: preconditions, grace, finalizers and what happens to dependants.
import type { Kind } from '../kinds.ts'
import { isFields, type KubernetesObject, timestamp } from '../object.ts'
import type { Ask } from '../route.ts'
import * as status from '../status.ts'
import { existing, parsed, type Reply, type Server, subjectOf } from './server.ts'

type Propagation = 'Orphan' | 'Background' | 'Foreground'

interface Options {
  readonly propagation: Propagation
  readonly grace: number | undefined
  readonly uid: unknown
  readonly resourceVersion: unknown
}

/** Jobs deleted without a word leave their pods behind: the default of batch/v1 is to orphan. */
const defaultPropagation = (kind: Kind): Propagation => (kind.kind === 'Job' ? 'Orphan' : 'Background')

function optionsOf({ body, query, kind }: Ask): Options {
  const given = body === '' ? {} : parsed(body)
  if (!isFields(given)) throw status.badRequest('DeleteOptions must be an object')
  const preconditions = isFields(given.preconditions) ? given.preconditions : {}
  const propagation = given.propagationPolicy ?? query.get('propagationPolicy') ?? defaultPropagation(kind)
  const known = ['Orphan', 'Background', 'Foreground']
  if (!known.includes(String(propagation))) {
    const cause = status.unsupportedValue('propagationPolicy', propagation, known)
    throw status.invalid('DeleteOptions', '', [cause])
  }
  const seconds = given.gracePeriodSeconds ?? query.get('gracePeriodSeconds')
  return {
    propagation: propagation as Propagation,
    grace: seconds === null || seconds === undefined ? undefined : Number(seconds),
    uid: preconditions.uid,
    resourceVersion: preconditions.resourceVersion,
  }
}

export function remove(server: Server, ask: Ask): Reply {
  const object = existing(server, ask)
  const options = optionsOf(ask)
  const { uid, resourceVersion } = object.metadata
  const mismatch =
    (options.uid !== undefined &&
      options.uid !== uid &&
      `UID in precondition: ${options.uid}, UID in object meta: ${uid}`) ||
    (options.resourceVersion !== undefined &&
      options.resourceVersion !== resourceVersion &&
      `ResourceVersion in precondition: ${options.resourceVersion}, ResourceVersion in object meta: ${resourceVersion}`)
  if (mismatch) throw status.conflict(subjectOf(ask), `Precondition failed: ${mismatch}`)
  const waiting = markDeleted(server, object, options)
  if (waiting) return { status: options.propagation === 'Background' ? 200 : 202, body: waiting }
  const details = { name: ask.name, ...(ask.kind.group && { group: ask.kind.group }), kind: ask.kind.plural, uid }
  return { status: 200, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details } }
}

/** Only what runs is given time: a pod that has succeeded or failed goes at once, whatever was asked for. */
function graceOf({ kind, spec, status }: KubernetesObject, asked: number | undefined): number {
  if (kind !== 'Pod' || status?.phase === 'Succeeded' || status?.phase === 'Failed') return 0
  return asked ?? spec?.terminationGracePeriodSeconds ?? 30
}

/** Takes the object away, or marks it and gives it back when something must happen first. */
export function markDeleted(
  server: Pick<Server, 'store' | 'clock'>,
  object: KubernetesObject,
  options: { readonly propagation?: Propagation; readonly grace?: number | undefined } = {},
): KubernetesObject | undefined {
  const { store, clock } = server
  const grace = graceOf(object, options.grace)
  const wait = { Foreground: 'foregroundDeletion', Orphan: 'orphan', Background: undefined }[
    options.propagation ?? 'Background'
  ]
  const finalizers = [...(object.metadata.finalizers ?? []), ...(wait === undefined ? [] : [wait])]
  const held = finalizers.length > 0 || grace > 0 || object.kind === 'Namespace'
  if (!held) {
    store.remove(object)
    return undefined
  }
  return store.update(object, draft => {
    if (finalizers.length > 0) draft.metadata.finalizers = [...new Set(finalizers)]
    draft.metadata.deletionTimestamp ??= timestamp(clock.now() + grace * 1000)
    draft.metadata.deletionGracePeriodSeconds = grace
    if (draft.kind === 'Namespace') draft.status = { ...draft.status, phase: 'Terminating' }
  })
}
