// The StatefulSet controller: pods with names and claims of their own, made and taken away by ordinal.
import { createHash } from 'node:crypto'
import type { V1PersistentVolumeClaim, V1StatefulSet } from '@kubernetes/client-node'
import type { Pod, Stored, Wire } from '../../../lambdas/gateways/kubernetes/wire.ts'
import { markDeleted } from '../api/remove.ts'
import { applyDefaults } from '../defaults.ts'
import { persistentVolumeClaims, pods, statefulSets } from '../kinds.ts'
import { controlledBy, controllerOf, type KubernetesObject, ownedBy } from '../object.ts'
import type { Draft, Store } from '../store.ts'
import { concerns, loop, type Machinery } from './loop.ts'
import { isReady } from './replica-set.ts'

export type StatefulSet = Stored<V1StatefulSet>

const revisionLabel = 'controller-revision-hash'

export function statefulSetController(machinery: Machinery): void {
  const { store } = machinery
  const controller = loop(machinery, (namespace, name) => {
    const set = store.get(statefulSets, namespace, name)
    if (set && set.metadata.deletionTimestamp === undefined) reconcile(machinery, set)
  })
  store.onChange(change => {
    const { metadata } = change.object
    if (concerns(change, statefulSets)) controller.enqueue(metadata.namespace, metadata.name)
    const owner = concerns(change, pods) ? controllerOf(change.object) : undefined
    if (owner?.kind === statefulSets.kind) controller.enqueue(metadata.namespace, owner.name)
    // A claim that goes while its ordinal is wanted is made anew at once.
    if (concerns(change, persistentVolumeClaims) && change.type === 'deleted')
      for (const set of store.list(statefulSets, metadata.namespace))
        controller.enqueue(metadata.namespace, set.metadata.name)
  })
}

const ordinalOf = ({ metadata }: Pod): number => Number(metadata.name.split('-').at(-1))
const isTerminating = ({ metadata }: Pod): boolean => metadata.deletionTimestamp !== undefined

function reconcile(machinery: Machinery, set: StatefulSet): void {
  const { store } = machinery
  const revision = revisionOf(set)
  const owned = () => store.list(pods, set.metadata.namespace).filter(each => ownedBy(each, set))
  const replicas = set.spec?.replicas ?? 1
  for (let ordinal = 0; ordinal < replicas; ordinal++) makeClaims(store, set, ordinal)
  const parallel = set.spec?.podManagementPolicy === 'Parallel'
  if (!scaleUp(machinery, set, { owned: owned(), replicas, revision, parallel }))
    if (!scaleDown(machinery, { owned: owned(), replicas, parallel })) replaceOne(machinery, set, owned(), revision)
  writeStatus(store, set, owned(), revision)
}

interface Counting {
  readonly owned: readonly Pod[]
  readonly replicas: number
  readonly parallel: boolean
}

/** In order, each one waits for its predecessor to be ready, unless pods are managed in parallel. Says whether it waits or works. */
function scaleUp(machinery: Machinery, set: StatefulSet, seen: Counting & { readonly revision: string }): boolean {
  let busy = false
  for (let ordinal = 0; ordinal < seen.replicas; ordinal++) {
    const found = seen.owned.find(pod => ordinalOf(pod) === ordinal)
    if (!found) createPod(machinery, set, { ordinal, revision: seen.revision })
    if (found && isReady(found)) continue
    busy ||= !found || isTerminating(found)
    if (!seen.parallel) return true
  }
  return busy
}

/** From the highest ordinal down, one after another unless in parallel. */
function scaleDown({ store, surroundings }: Machinery, { owned, replicas, parallel }: Counting): boolean {
  const condemned = owned.filter(pod => ordinalOf(pod) >= replicas).toSorted((a, b) => ordinalOf(b) - ordinalOf(a))
  if (!parallel && condemned.some(isTerminating)) return true
  const going = condemned.filter(pod => !isTerminating(pod))
  for (const pod of parallel ? going : going.slice(0, 1)) markDeleted({ store, clock: surroundings.clock }, pod)
  return condemned.length > 0
}

/** A rolling update takes one pod at a time, the highest ordinal first, and goes on when its successor is ready. */
function replaceOne(
  { store, surroundings }: Machinery,
  set: StatefulSet,
  owned: readonly Pod[],
  revision: string,
): void {
  if (set.spec?.updateStrategy?.type === 'OnDelete') return
  if (owned.some(isTerminating)) return
  const old = owned.filter(pod => pod.metadata.labels?.[revisionLabel] !== revision)
  // A pod of the present revision that is not ready holds the update up; one of an old revision is replaced as it is.
  if (owned.some(pod => !old.includes(pod) && !isReady(pod))) return
  const next = old.toSorted((a, b) => ordinalOf(b) - ordinalOf(a))[0]
  if (next) markDeleted({ store, clock: surroundings.clock }, next)
}

type ClaimTemplate = Wire<V1PersistentVolumeClaim>

const claimName = (set: StatefulSet, template: ClaimTemplate, ordinal: number): string =>
  `${template.metadata?.name}-${set.metadata.name}-${ordinal}`

/** An existing claim of the name is adopted as it is. */
function makeClaims(store: Store, set: StatefulSet, ordinal: number): void {
  const { namespace } = set.metadata
  for (const template of set.spec?.volumeClaimTemplates ?? []) {
    const name = claimName(set, template, ordinal)
    if (store.get(persistentVolumeClaims, namespace, name)) continue
    const labels = { ...template.metadata?.labels, ...set.spec?.selector.matchLabels }
    const draft: Draft = {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: {
        name,
        ...(namespace !== undefined && { namespace }),
        labels,
        finalizers: ['kubernetes.io/pvc-protection'],
      },
      spec: structuredClone(template.spec),
    }
    applyDefaults(draft as unknown as KubernetesObject)
    store.create(persistentVolumeClaims, draft)
  }
}

function createPod({ store }: Machinery, set: StatefulSet, at: { ordinal: number; revision: string }): void {
  const { name, namespace } = set.metadata
  const template = structuredClone(set.spec?.template) ?? {}
  const claims = (set.spec?.volumeClaimTemplates ?? []).map(each => ({
    name: each.metadata?.name ?? '',
    persistentVolumeClaim: { claimName: claimName(set, each, at.ordinal) },
  }))
  // A pod whose claim is still going away could never start; the real controller fails and tries again as well.
  if (claims.some(({ persistentVolumeClaim: { claimName: claim } }) => isGoing(store, namespace, claim))) return
  const names = {
    'statefulset.kubernetes.io/pod-name': `${name}-${at.ordinal}`,
    'apps.kubernetes.io/pod-index': `${at.ordinal}`,
  }
  store.create(pods, {
    metadata: {
      name: `${name}-${at.ordinal}`,
      ...(namespace !== undefined && { namespace }),
      labels: { ...template.metadata?.labels, [revisionLabel]: at.revision, ...names },
      annotations: template.metadata?.annotations,
      ownerReferences: [controlledBy(set)],
    },
    spec: { ...template.spec, volumes: [...(template.spec?.volumes ?? []), ...claims] },
    status: { phase: 'Pending' },
  })
}

const isGoing = (store: Store, namespace: string | undefined, claim: string): boolean =>
  store.get(persistentVolumeClaims, namespace, claim)?.metadata.deletionTimestamp !== undefined

/** Stands for the hash of the pod template. */
const revisionOf = ({ metadata, spec }: StatefulSet): string =>
  `${metadata.name}-${createHash('sha256').update(JSON.stringify(spec?.template)).digest('hex').slice(0, 10)}`

function writeStatus(store: Store, set: StatefulSet, owned: readonly Pod[], revision: string): void {
  const updated = owned.filter(pod => pod.metadata.labels?.[revisionLabel] === revision)
  const ready = owned.filter(isReady).length
  store.update(set, draft => {
    const complete = updated.length === owned.length && ready === owned.length
    const current = complete ? revision : (draft.status?.currentRevision ?? revision)
    draft.status = {
      observedGeneration: set.metadata.generation ?? 1,
      replicas: owned.length,
      ...(ready > 0 && { readyReplicas: ready }),
      availableReplicas: ready,
      currentReplicas: owned.filter(pod => pod.metadata.labels?.[revisionLabel] === current).length,
      updatedReplicas: updated.length,
      currentRevision: current,
      updateRevision: revision,
      collisionCount: 0,
    }
  })
}
