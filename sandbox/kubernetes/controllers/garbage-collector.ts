// The garbage collector and the namespace controller: what goes when its owner or its namespace goes.
import { markDeleted } from '../api/remove.ts'
import { kinds, namespaces } from '../kinds.ts'
import type { KubernetesObject } from '../object.ts'
import { loop, type Machinery } from './loop.ts'

export function garbageCollector(machinery: Machinery): void {
  const { store, surroundings } = machinery
  const server = { store, clock: surroundings.clock }
  const everything = () => kinds.flatMap(kind => store.list(kind))
  const dependants = (uid: string) =>
    everything().filter(each => each.metadata.ownerReferences?.some(owner => owner.uid === uid))
  const gone = loop(machinery, (_, uid) => {
    for (const each of dependants(uid)) if (!isDeleting(each)) markDeleted(server, each)
  })
  const namespace = loop(machinery, (_, name) => {
    const found = store.get(namespaces, undefined, name)
    if (!found || !isDeleting(found)) return
    const content = everything().filter(each => each.metadata.namespace === name)
    for (const each of content) if (!isDeleting(each)) markDeleted(server, each)
    if (content.length === 0) store.remove(found)
  })
  store.onChange(({ type, object }) => {
    if (type === 'deleted') gone.enqueue(undefined, object.metadata.uid)
    if (object.kind === namespaces.kind && isDeleting(object)) namespace.enqueue(undefined, object.metadata.name)
    const home = store.get(namespaces, undefined, object.metadata.namespace ?? '')
    if (type === 'deleted' && home && isDeleting(home)) namespace.enqueue(undefined, home.metadata.name)
  })
  finalizers(machinery, dependants)
}

const isDeleting = ({ metadata }: { metadata: KubernetesObject['metadata'] }) =>
  metadata.deletionTimestamp !== undefined

/** Foreground deletion waits for the dependants; orphaning lets them go first. */
function finalizers(machinery: Machinery, dependants: (uid: string) => KubernetesObject[]): void {
  const { store, surroundings } = machinery
  const waiting = new Map<string, KubernetesObject>()
  const settle = loop(machinery, (_, uid) => {
    const found = waiting.has(uid) ? store.current(waiting.get(uid)!) : undefined
    if (!found) return void waiting.delete(uid)
    const owned = dependants(uid)
    if (found.metadata.finalizers?.includes('orphan')) {
      for (const each of owned) {
        store.update(each, draft => {
          draft.metadata.ownerReferences = draft.metadata.ownerReferences?.filter(owner => owner.uid !== uid)
        })
      }
      release(found, 'orphan')
    } else if (found.metadata.finalizers?.includes('foregroundDeletion')) {
      for (const each of owned) if (!isDeleting(each)) markDeleted({ store, clock: surroundings.clock }, each)
      if (dependants(uid).length === 0) release(found, 'foregroundDeletion')
    }
  })
  const release = (object: KubernetesObject, finalizer: string) =>
    store.update(object, draft => {
      draft.metadata.finalizers = draft.metadata.finalizers?.filter(each => each !== finalizer)
    })
  store.onChange(({ type, object }) => {
    const { finalizers: held, uid } = object.metadata
    if (isDeleting(object) && held?.some(each => each === 'orphan' || each === 'foregroundDeletion')) {
      waiting.set(uid, object)
      settle.enqueue(undefined, uid)
    }
    if (type === 'deleted')
      for (const owner of object.metadata.ownerReferences ?? []) settle.enqueue(undefined, owner.uid)
  })
}
