// Binds claims to volumes, protects what is in use, and releases or deletes what is not (aws-behaviour 3.3).
import type { PersistentVolume, PersistentVolumeClaim } from '../../../lambdas/gateways/kubernetes/wire.ts'
import { persistentVolumeClaims, persistentVolumes, pods } from '../kinds.ts'
import type { KubernetesObject } from '../object.ts'
import { bytes } from '../quantity.ts'
import type { Store } from '../store.ts'
import { claimsOf } from './kubelet.ts'
import { concerns, loop, type Machinery } from './loop.ts'

type Claim = PersistentVolumeClaim
type Volume = PersistentVolume

/** Volumes are never made here: a claim that no volume fits stays Pending, also where a class would provision one. */
export function volumeBinder(machinery: Machinery): void {
  const { store, surroundings, cluster } = machinery
  const binding = new Set<string>()
  const bindSoon = (claim: Claim) => {
    if (binding.has(claim.metadata.uid)) return
    binding.add(claim.metadata.uid)
    surroundings.lifecycle.schedule(
      'eks.volume.binding',
      `${cluster}/${claim.metadata.namespace}/${claim.metadata.name}`,
      {
        done: () => {
          binding.delete(claim.metadata.uid)
          const found = store.current(claim)
          const volume = found && isUnbound(found) ? candidateFor(store, found) : undefined
          if (found && volume) bind(store, found, volume)
        },
        never: () => {},
      },
    )
  }
  const settle = loop(machinery, () => {
    for (const volume of store.list(persistentVolumes)) settleVolume(machinery, volume)
    for (const claim of store.list(persistentVolumeClaims)) {
      if (isUnbound(claim) && candidateFor(store, claim)) bindSoon(claim)
      settleClaim(store, claim)
    }
  })
  store.onChange(change => {
    const matters = [persistentVolumes, persistentVolumeClaims, pods].some(kind => concerns(change, kind))
    if (matters) settle.enqueue(undefined, 'volumes')
  })
}

const isUnbound = ({ status, metadata }: Claim) =>
  (status?.phase ?? 'Pending') === 'Pending' && metadata.deletionTimestamp === undefined

/** Is the volume kept for this claim? Only without a uid, or with this one's, can it be bound. */
function reservedFor({ spec }: Volume, claim: Claim): boolean {
  const reference = spec?.claimRef
  if (reference?.namespace !== claim.metadata.namespace || reference?.name !== claim.metadata.name) return false
  return reference?.uid === undefined || reference.uid === '' || reference.uid === claim.metadata.uid
}

function fits({ spec }: Volume, claim: Claim): boolean {
  const wanted = claim.spec
  return (
    (spec?.storageClassName ?? '') === (wanted?.storageClassName ?? '') &&
    spec?.volumeMode === wanted?.volumeMode &&
    (wanted?.accessModes ?? []).every(mode => spec?.accessModes?.includes(mode)) &&
    bytes(spec?.capacity?.storage ?? '0') >= bytes(wanted?.resources?.requests?.storage ?? '0')
  )
}

function candidateFor(store: Store, claim: Claim): Volume | undefined {
  const open = store
    .list(persistentVolumes)
    .filter(each => each.status?.phase === 'Available' && each.metadata.deletionTimestamp === undefined)
  const wanted = claim.spec?.volumeName
  const allowed = open.filter(
    each => fits(each, claim) && (each.spec?.claimRef === undefined || reservedFor(each, claim)),
  )
  if (wanted) return allowed.find(each => each.metadata.name === wanted)
  const size = (volume: Volume) => bytes(volume.spec?.capacity?.storage ?? '0')
  return allowed.find(each => reservedFor(each, claim)) ?? allowed.toSorted((a, b) => size(a) - size(b))[0]
}

function bind(store: Store, claim: Claim, volume: Volume): void {
  const { name, namespace, uid } = claim.metadata
  store.update(volume, draft => {
    draft.spec!.claimRef = { kind: 'PersistentVolumeClaim', apiVersion: 'v1', namespace, name, uid }
    draft.status = { ...draft.status, phase: 'Bound' }
  })
  store.update(claim, draft => {
    draft.spec!.volumeName = volume.metadata.name
    draft.metadata.annotations = { ...draft.metadata.annotations, 'pv.kubernetes.io/bind-completed': 'yes' }
    draft.status = { phase: 'Bound', accessModes: volume.spec?.accessModes, capacity: volume.spec?.capacity }
  })
}

function settleVolume({ store, outside }: Machinery, volume: Volume): void {
  const { claimRef } = volume.spec ?? {}
  const claim = store.get(persistentVolumeClaims, claimRef?.namespace, claimRef?.name ?? '')
  const bound = claimRef?.uid !== undefined && claimRef.uid !== '' && claim?.metadata.uid === claimRef.uid
  if (volume.metadata.deletionTimestamp !== undefined) {
    if (!bound) dropFinalizer(store, volume, 'kubernetes.io/pv-protection')
    return
  }
  // A claim's uid that is no more keeps the volume Released, for good, until someone clears it.
  const phase = bound ? 'Bound' : claimRef?.uid ? 'Released' : 'Available'
  const latest = store.update(volume, draft => {
    draft.status = { ...draft.status, phase }
  })
  if (phase !== 'Released' || volume.spec?.persistentVolumeReclaimPolicy !== 'Delete') return
  outside.volumeDeleted?.(latest)
  store.remove(latest)
}

function settleClaim(store: Store, claim: Claim): void {
  const inUse = store
    .list(pods, claim.metadata.namespace)
    .some(
      pod => claimsOf(pod).includes(claim.metadata.name) && !['Succeeded', 'Failed'].includes(pod.status?.phase ?? ''),
    )
  if (claim.metadata.deletionTimestamp !== undefined) {
    if (!inUse) dropFinalizer(store, claim, 'kubernetes.io/pvc-protection')
    return
  }
  const lost = claim.status?.phase === 'Bound' && !store.get(persistentVolumes, undefined, claim.spec?.volumeName ?? '')
  if (!lost) return
  store.update(claim, draft => {
    draft.status = { ...draft.status, phase: 'Lost' }
  })
}

function dropFinalizer(store: Store, object: KubernetesObject, finalizer: string): void {
  store.update(object, draft => {
    draft.metadata.finalizers = draft.metadata.finalizers?.filter(each => each !== finalizer)
  })
}
