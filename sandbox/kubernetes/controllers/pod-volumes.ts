// What a pod's volumes mean for it: when it can be scheduled, where, whether its disks are there, what its container sees.
import type { PersistentVolumeClaim, Pod } from '../../../lambdas/gateways/kubernetes/wire.ts'
import { EBS_DRIVER } from '../disks.ts'
import { persistentVolumeClaims, storageClasses, volumeAttachments } from '../kinds.ts'
import type { Store } from '../store.ts'
import type { Machinery, RunningContainer, StartedPod } from './loop.ts'
import { placementOf } from './placement.ts'
import { claimsOf, isDisk, volumeOf, volumesOf } from './volumes-of.ts'

/** The provisioner makes the disk where the pod will run, so the scheduler chooses first. */
export const selectedNode = 'volume.kubernetes.io/selected-node'

export type Scheduled =
  | { readonly message: string }
  /** No node in a cluster without nodes. `disks`: there are some to be attached first. */
  | { readonly node: string | undefined; readonly disks: boolean }

/** `taken`: names of nodes, once for each pod there. */
export function schedule(machinery: Machinery, pod: Pod, taken: readonly string[]): Scheduled {
  const { store, outside } = machinery
  const { namespace } = pod.metadata
  const volumes = volumesOf(store, pod)
  const place = placementOf(store, pod, { volumes, taken })
  if (place && 'message' in place) return place
  const node = place?.node.metadata.name
  for (const name of claimsOf(pod)) {
    const claim = store.get(persistentVolumeClaims, namespace, name)
    if (!claim) return { message: `persistentvolumeclaim "${name}" not found` }
    if (claim.metadata.deletionTimestamp !== undefined)
      return { message: `persistentvolumeclaim "${name}" is being deleted` }
    if (claim.status?.phase === 'Bound') continue
    if (node !== undefined && awaitsConsumer(store, claim)) select(machinery, claim, node)
    return { message: '0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims.' }
  }
  return { node, disks: outside.disks !== undefined && node !== undefined && volumes.some(isDisk) }
}

/** Of a class that provisions disks when their first pod comes. */
export function awaitsConsumer(store: Store, { spec }: PersistentVolumeClaim): boolean {
  const found = store.get(storageClasses, undefined, spec?.storageClassName ?? '')
  return found?.provisioner === EBS_DRIVER && found.volumeBindingMode === 'WaitForFirstConsumer'
}

function select({ store, surroundings }: Machinery, claim: PersistentVolumeClaim, node: string): void {
  if (claim.metadata.annotations?.[selectedNode] !== undefined) return
  surroundings.clock.quietly(surroundings.clock.now(), () => {
    const found = store.current(claim)
    if (!found || found.metadata.annotations?.[selectedNode] !== undefined) return
    store.update(found, draft => {
      draft.metadata.annotations = { ...draft.metadata.annotations, [selectedNode]: node }
    })
  })
}

export function areAttached({ store }: Machinery, pod: Pod, node: string | undefined): boolean {
  const attached = store
    .list(volumeAttachments)
    .filter(({ spec, status, metadata }) => spec.nodeName === node && status?.attached && !metadata.deletionTimestamp)
    .map(({ spec }) => spec.source.persistentVolumeName)
  return volumesOf(store, pod)
    .filter(isDisk)
    .every(({ metadata }) => attached.includes(metadata.name))
}

export function containerOf(store: Store, pod: Pod, started: StartedPod): RunningContainer {
  const container = pod.spec?.containers[0]
  const claims = new Map(pod.spec?.volumes?.map(each => [each.name, each.persistentVolumeClaim?.claimName]))
  const mounts = (container?.volumeMounts ?? []).flatMap(({ name, mountPath: path, subPath = '' }) => {
    const claim = claims.get(name)
    const volume = claim && volumeOf(store, store.get(persistentVolumeClaims, pod.metadata.namespace, claim))
    return volume ? [{ path, subPath, volume }] : []
  })
  return { ...started, uid: pod.metadata.uid, image: container?.image ?? '', mounts }
}
