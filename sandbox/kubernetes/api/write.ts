// Creating and replacing objects.
import { applyDefaults } from '../defaults.ts'
import { type Kind, namespaces, storageClasses } from '../kinds.ts'
import { equal, type Fields, isFields, type KubernetesObject } from '../object.ts'
import type { Ask } from '../route.ts'
import * as status from '../status.ts'
import type { Draft } from '../store.ts'
import { validate } from '../validation/index.ts'
import { scaleOf } from './scale.ts'
import { accept, existing, jsonBody, type Reply, type Server, subjectOf } from './server.ts'

export function create(server: Server, ask: Ask): Reply {
  const { object, dropped } = accept(ask, jsonBody(ask))
  return { status: 201, body: insert(server, ask, object), dropped }
}

export function insert(server: Server, ask: Ask, draft: Draft): KubernetesObject {
  const { kind, namespace } = ask
  const name = draft.metadata.name
  if (draft.metadata.generateName !== undefined && !name) throw status.notSimulated('metadata.generateName')
  if (!name) throw status.invalid(kind.kind, '', [status.required('metadata.name', 'name or generateName is required')])
  if (draft.metadata.resourceVersion)
    throw status.badRequest('resourceVersion should not be set on objects to be created')
  refuseUnsimulated(kind, draft)
  if (namespace !== undefined) checkNamespace(server, { ...ask, name }, namespace)
  if (server.store.get(kind, namespace, name)) throw status.alreadyExists(subjectOf({ kind, name }))
  if (kind.status) delete draft.status
  draft.metadata = settable(draft.metadata)
  const object = draft as unknown as KubernetesObject
  applyDefaults(object)
  admit(server, object)
  const causes = validate(object)
  if (causes.length > 0) throw status.invalid(kind.kind, name, causes)
  return server.store.create(kind, draft)
}

function checkNamespace(server: Server, ask: Ask, namespace: string): void {
  const found = server.store.get(namespaces, undefined, namespace)
  if (!found) throw status.notFound({ group: '', resource: 'namespaces', name: namespace })
  if (found.metadata.deletionTimestamp === undefined) return
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`
  throw status.forbidden(subjectOf(ask), why)
}

/** Metadata that a client may set; the rest is the server's. */
function settable({ name, namespace, labels, annotations, finalizers, ownerReferences }: Fields): Draft['metadata'] {
  const given = { name, namespace, labels, annotations, finalizers, ownerReferences }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Draft['metadata']
}

/** Things a real cluster would carry out and this one cannot. */
function refuseUnsimulated(kind: Kind, draft: Draft): void {
  const spec = isFields(draft.spec) ? draft.spec : {}
  if (kind.kind === 'Pod') throw status.notSimulated('a pod without a controller')
  if (kind.kind === 'Job' && ((spec.parallelism ?? 1) !== 1 || (spec.completions ?? 1) !== 1)) {
    throw status.notSimulated('a Job with more than one pod')
  }
  if (kind.kind === 'CronJob' && (spec.timeZone ?? 'Etc/UTC') !== 'Etc/UTC') {
    throw status.notSimulated(`a CronJob's time zone ${spec.timeZone}`)
  }
  if (kind.kind === 'ExternalSecret' && isFields(spec.target) && spec.target.template !== undefined) {
    throw status.notSimulated('the template of an ExternalSecret')
  }
}

/** The admission plugins that are on everywhere: storage protection and the default storage class. */
function admit(server: Server, object: KubernetesObject): void {
  const protection = {
    PersistentVolumeClaim: 'kubernetes.io/pvc-protection',
    PersistentVolume: 'kubernetes.io/pv-protection',
  }
  const finalizer = protection[object.kind as keyof typeof protection]
  if (finalizer !== undefined) {
    object.metadata.finalizers = [...new Set([...(object.metadata.finalizers ?? []), finalizer])]
  }
  if (object.kind !== 'PersistentVolumeClaim' || object.spec?.storageClassName !== undefined) return
  const isDefault = 'storageclass.kubernetes.io/is-default-class'
  const found = server.store.list(storageClasses).find(each => each.metadata.annotations?.[isDefault] === 'true')
  if (found && object.spec) object.spec.storageClassName = found.metadata.name
}

export function update(server: Server, ask: Ask): Reply {
  const current = existing(server, ask)
  if (ask.subresource === 'scale') {
    return { status: 200, body: scaleOf(rescale(server, ask, { current, given: jsonBody(ask) })) }
  }
  const { object, dropped } = accept(ask, jsonBody(ask))
  if (ask.kind.custom && !object.metadata.resourceVersion) {
    const cause = status.invalidValue('metadata.resourceVersion', 0, 'must be specified for an update')
    throw status.invalid(ask.kind.kind, ask.name ?? '', [cause])
  }
  return { status: 200, body: replace(server, ask, { current, next: object }), dropped }
}

/** `given` is a Scale. */
export function rescale(
  server: Server,
  ask: Ask,
  { current, given }: { current: KubernetesObject; given: unknown },
): KubernetesObject {
  const { object: scale } = accept(ask, given, 'V1Scale')
  const replicas = (isFields(scale.spec) ? scale.spec.replicas : undefined) ?? 0
  if (!Number.isInteger(replicas) || Number(replicas) < 0) {
    const cause = status.invalidValue('spec.replicas', replicas, 'must be greater than or equal to 0')
    throw status.invalid('Scale', ask.name ?? '', [cause])
  }
  checkPreconditions(ask, current, scale.metadata)
  return server.store.update(current, draft => {
    draft.spec.replicas = replicas
  })
}

function checkPreconditions(ask: Ask, current: KubernetesObject, given: Fields): void {
  const { resourceVersion, uid } = given
  if (resourceVersion !== undefined && resourceVersion !== '' && resourceVersion !== current.metadata.resourceVersion) {
    throw status.conflict(subjectOf(ask), status.objectModified)
  }
  if (uid !== undefined && uid !== current.metadata.uid) {
    const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${current.metadata.uid}`
    throw status.conflict(subjectOf(ask), why)
  }
}

/** Puts `next` in the place of `current`, as far as this resource or subresource may be written. */
export function replace(
  server: Server,
  ask: Ask,
  { current, next }: { current: KubernetesObject; next: Draft },
): KubernetesObject {
  const { kind, subresource } = ask
  checkPreconditions(ask, current, next.metadata)
  if (subresource === 'status') {
    return server.store.update(current, draft => {
      draft.status = next.status
    })
  }
  const object = { ...next, status: kind.status ? current.status : next.status } as unknown as KubernetesObject
  for (const [key, value] of Object.entries(object)) if (value === undefined) delete object[key]
  object.metadata = { ...serverFields(current), ...settable(next.metadata) } as unknown as KubernetesObject['metadata']
  refuseUnsimulated(kind, next)
  // The defaults of a strategy that was replaced must not meet the old one's parameters, so they come after.
  applyDefaults(object)
  const causes = validate(object, current)
  if (causes.length > 0) throw status.invalid(kind.kind, ask.name ?? '', causes)
  return server.store.update(current, draft => {
    for (const key of Object.keys(draft)) if (!(key in object)) delete draft[key]
    for (const [key, value] of Object.entries(object)) if (!equal(draft[key], value)) draft[key] = value
  })
}

function serverFields({ metadata }: KubernetesObject): Fields {
  const { labels: _, annotations: __, finalizers: ___, ownerReferences: ____, ...fields } = metadata
  return fields
}
