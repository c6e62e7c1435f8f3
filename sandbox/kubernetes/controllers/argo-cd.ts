// Argo CD: compares what it tracks with the manifests in Git and, while self-heal is on, undoes manual edits.
import type { Application } from '../../../lambdas/gateways/kubernetes/wire.ts'
import { applyDefaults } from '../defaults.ts'
import { applications, type Kind, kindOf, namespaces } from '../kinds.ts'
import { equal, type Fields, isFields, type KubernetesObject } from '../object.ts'
import { pointer } from '../patch/json-patch.ts'
import { mergeKeyOf, strategicMerge } from '../patch/strategic.ts'
import type { Draft } from '../store.ts'
import { concerns, type Machinery } from './loop.ts'

/** What Git says: an object of the application, without what the server adds. */
export type Manifest = Draft & { apiVersion: string; kind: string }

export interface ArgoCd {
  /** The manifests in Git of an application: all that it tracks. */
  track(application: { namespace: string; name: string }, manifests: readonly Manifest[]): void
}

export function argoCd(machinery: Machinery): ArgoCd {
  const { store, surroundings, cluster } = machinery
  const tracked = new Map<string, readonly Manifest[]>()
  const pending = new Set<string>()
  const look = (application: Application) => {
    const { uid, namespace, name } = application.metadata
    const manifests = tracked.get(`${namespace}/${name}`) ?? []
    if (pending.has(uid) || !isOutOfSync(machinery, application, manifests))
      return mark(machinery, application, manifests)
    pending.add(uid)
    surroundings.lifecycle.schedule('eks.argo.self-heal', `${cluster}/${namespace}/${name}`, {
      done: () => {
        pending.delete(uid)
        const found = store.current(application)
        if (found && heals(found)) sync(machinery, found, manifests)
        if (found) mark(machinery, store.current(found) ?? found, manifests)
      },
      never: () => {},
    })
  }
  store.onChange(change => {
    if (concerns(change, applications)) {
      if (change.type !== 'deleted') look(change.object as Application)
      return
    }
    for (const application of store.list(applications)) {
      const manifests = tracked.get(`${application.metadata.namespace}/${application.metadata.name}`)
      if (manifests?.some(each => names(each, change.object))) look(application)
    }
  })
  return {
    track: ({ namespace, name }, manifests) => {
      tracked.set(`${namespace}/${name}`, manifests)
    },
  }
}

const names = (manifest: Manifest, object: KubernetesObject) =>
  manifest.kind === object.kind &&
  manifest.metadata.name === object.metadata.name &&
  manifest.metadata.namespace === object.metadata.namespace

/** Self-heal needs automated sync, and `enabled: false` switches that off (Argo CD 3). */
function heals({ spec }: Application): boolean {
  const automated = spec.syncPolicy?.automated
  return automated !== undefined && automated.enabled !== false && automated.selfHeal === true
}

function live({ store }: Machinery, manifest: Manifest): KubernetesObject | undefined {
  return store.get(kindOf(manifest), manifest.metadata.namespace, manifest.metadata.name)
}

const isOutOfSync = (machinery: Machinery, application: Application, manifests: readonly Manifest[]) =>
  manifests.some(each => {
    const found = live(machinery, each)
    return !found || !covers(found, withoutIgnored(application, each))
  })

/** What Git does not mention is nobody's drift: a restart annotation or another variable stays. */
function covers(found: unknown, wanted: unknown, field = ''): boolean {
  if (isFields(wanted)) {
    return isFields(found) && Object.entries(wanted).every(([key, value]) => covers(found[key], value, key))
  }
  if (!Array.isArray(wanted)) return equal(found, wanted)
  const key = mergeKeyOf(field, wanted)
  if (key === undefined || !Array.isArray(found)) return equal(found, wanted)
  return wanted.every(item =>
    covers(
      found.find(each => each?.[key] === item[key]),
      item,
    ),
  )
}

function withoutIgnored({ spec }: Application, manifest: Manifest): Manifest {
  const [, group = ''] = manifest.apiVersion.split('/').reverse()
  const rules = (spec.ignoreDifferences ?? []).filter(
    each =>
      each.kind === manifest.kind &&
      (each.group ?? '') === group &&
      (each.name ?? manifest.metadata.name) === manifest.metadata.name &&
      (each.namespace ?? manifest.metadata.namespace) === manifest.metadata.namespace,
  )
  if (rules.length === 0) return manifest
  const copy = structuredClone(manifest)
  for (const path of rules.flatMap(each => each.jsonPointers ?? [])) {
    const keys = pointer(path)
    let place: unknown = copy
    for (const key of keys.slice(0, -1)) place = isFields(place) ? place[key] : undefined
    if (isFields(place)) delete place[keys.at(-1)!]
  }
  return copy
}

/** A sync writes ignored fields too, unless `RespectIgnoreDifferences=true`: the default surprises people. */
function sync(machinery: Machinery, application: Application, manifests: readonly Manifest[]): void {
  const { store } = machinery
  const respect = application.spec.syncPolicy?.syncOptions?.includes('RespectIgnoreDifferences=true')
  if (!isOutOfSync(machinery, application, manifests)) return
  for (const manifest of manifests) {
    const found = live(machinery, manifest)
    const kind: Kind = kindOf(manifest)
    if (!found) {
      const home = store.get(namespaces, undefined, manifest.metadata.namespace ?? '')
      if (!home || home.metadata.deletionTimestamp !== undefined) continue
      const draft = structuredClone(manifest)
      applyDefaults(draft as unknown as KubernetesObject)
      store.create(kind, draft)
    } else if (found.metadata.deletionTimestamp === undefined) {
      const wanted = respect ? withoutIgnored(application, manifest) : manifest
      store.update(found, draft => {
        Object.assign(draft, strategicMerge(structuredClone(draft), structuredClone(wanted) as Fields))
      })
    }
  }
}

function mark(machinery: Machinery, application: Application, manifests: readonly Manifest[]): void {
  const found = machinery.store.current(application)
  if (!found || manifests.length === 0) return
  const status = isOutOfSync(machinery, found, manifests) ? 'OutOfSync' : 'Synced'
  if (found.status?.sync?.status === status) return
  machinery.store.update(found, draft => {
    draft.status = { ...draft.status, sync: { status } }
  })
}
