// Binds claims to volumes, protects what is in use, and releases or deletes what is not (aws-behaviour 3.3).
import type { PersistentVolume, PersistentVolumeClaim } from '../../../lambdas/gateways/kubernetes/wire.ts'
import { persistentVolumeClaims, persistentVolumes, pods, volumeAttachments } from '../kinds.ts'
import type { KubernetesObject } from '../object.ts'
import { bytes } from '../quantity.ts'
import type { Store } from '../store.ts'
import { deletionFinalizer } from './disk-provisioner.ts'
import { concerns, type Loop, loop, type Machinery } from './loop.ts'
import { awaitsConsumer, selectedNode } from './pod-volumes.ts'
import { claimsOf, isDisk } from './volumes-of.ts'

type Claim = PersistentVolumeClaim
type Volume = PersistentVolume

/** Volumes are never made here: a claim that no volume fits stays Pending until somebody makes one. */
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
  const settle: Loop = loop(machinery, () => {
    for (const volume of store.list(persistentVolumes)) settleVolume(machinery, settle, volume)
    for (const claim of store.list(persistentVolumeClaims)) {
      if (isUnbound(claim) && candidateFor(store, claim)) bindSoon(claim)
      settleClaim(store, claim)
    }
  })
  store.onChange(change => {
    const matters = [persistentVolumes, persistentVolumeClaims, pods, volumeAttachments].some(kind =>
      concerns(change, kind),
    )
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
    // One that already names this very claim, as a provisioner writes it, is taken though it counts as bound.
    .filter(each => each.status?.phase === 'Available' || each.spec?.claimRef?.uid === claim.metadata.uid)
    .filter(each => each.metadata.deletionTimestamp === undefined)
  const wanted = claim.spec?.volumeName
  const allowed = open.filter(
    each => fits(each, claim) && (each.spec?.claimRef === undefined || reservedFor(each, claim)),
  )
  if (wanted) return allowed.find(each => each.metadata.name === wanted)
  const reserved = allowed.find(each => reservedFor(each, claim))
  // A class that waits for the first pod leaves what is not kept for the claim alone until there is one.
  const early = awaitsConsumer(store, claim) && claim.metadata.annotations?.[selectedNode] === undefined
  if (reserved || early) return reserved
  const size = (volume: Volume) => bytes(volume.spec?.capacity?.storage ?? '0')
  return allowed.toSorted((a, b) => size(a) - size(b))[0]
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

function settleVolume(machinery: Machinery, settle: Loop, volume: Volume): void {
  const { store, outside } = machinery
  const { claimRef } = volume.spec ?? {}
  const claim = store.get(persistentVolumeClaims, claimRef?.namespace, claimRef?.name ?? '')
  const bound = claimRef?.uid !== undefined && claimRef.uid !== '' && claim?.metadata.uid === claimRef.uid
  const isDeleting = volume.metadata.deletionTimestamp !== undefined
  if (isDeleting && bound) return
  const kept = isDisk(volume) ? guarded(store, volume) : volume
  // A claim's uid that is no more keeps the volume Released, for good, until someone clears it.
  const phase = bound ? 'Bound' : claimRef?.uid ? 'Released' : 'Available'
  const latest = isDeleting
    ? kept
    : store.update(kept, draft => {
        draft.status = { ...draft.status, phase }
      })
  const unwanted = isDeleting || phase === 'Released'
  if (unwanted && latest.spec?.persistentVolumeReclaimPolicy === 'Delete') {
    if (isDisk(latest)) deleteDisk(machinery, settle, latest)
    else if (phase === 'Released') outside.volumeDeleted?.(latest)
    if (!isDisk(latest) && !isDeleting) store.remove(latest)
    if (isDisk(latest) || !isDeleting) return
  }
  if (isDeleting && !isAttached(store, latest)) dropFinalizer(store, latest, 'kubernetes.io/pv-protection')
}

/** The provisioner's finalizer stands on every disk of policy `Delete`, made by hand or not, and on no other. */
function guarded(store: Store, volume: Volume): Volume {
  const deletes = volume.spec?.persistentVolumeReclaimPolicy === 'Delete'
  if (deletes && volume.metadata.deletionTimestamp !== undefined) return volume
  return store.update(volume, draft => {
    const others = (draft.metadata.finalizers ?? []).filter(each => each !== deletionFinalizer)
    draft.metadata.finalizers = deletes ? [...others, deletionFinalizer] : others
  })
}

const isAttached = (store: Store, { metadata }: Volume): boolean =>
  store.list(volumeAttachments).some(({ spec }) => spec.source.persistentVolumeName === metadata.name)

/** How often the provisioner tries again to delete a disk (an estimate). */
const deletionRetryMilliseconds = 5000

/** A disk that is still attached cannot be deleted yet: the volume stays until it can. */
function deleteDisk({ store, outside, surroundings }: Machinery, settle: Loop, volume: Volume): void {
  const handle = volume.spec?.csi?.volumeHandle ?? ''
  const obstacle = isAttached(store, volume) ? 'is still attached to a node' : outside.disks?.remove(handle)
  if (obstacle === undefined) store.remove(volume)
  else settle.enqueueAt(surroundings.clock.now() + deletionRetryMilliseconds, undefined, 'volumes')
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
